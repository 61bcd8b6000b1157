import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { createOutbound } from '../../adapters/outbound/http.ts'
import { mayConnect } from '../../adapters/outbound/networks.ts'
import { OutboundFailed } from '../../src/ports/outbound.ts'

const loopback = createOutbound({ allowed: ['127.0.0.0/8'] })
const strict = createOutbound({ allowed: [] })

const serve = async (t: ExecutionContext, listener: RequestListener): Promise<string> => {
  const server = createServer({ keepAliveTimeout: 0 }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const reasonOf = async (t: ExecutionContext, asked: Promise<unknown>): Promise<string | undefined> =>
  (await t.throwsAsync(asked, { instanceOf: OutboundFailed }))?.reason

for (const address of [
  ...[
    '127.0.0.1',
    '127.8.9.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.1.1',
  ],
  ...[
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
  ],
  ...['::127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'not an address', ''],
])
  test(`${address || 'no address'} is closed`, t => {
    t.false(mayConnect([])(address))
  })

for (const address of ['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])
  test(`${address} is open`, t => {
    t.true(mayConnect([])(address))
  })

test('an allowed network is open, its neighbour is not', t => {
  const may = mayConnect(['10.20.0.0/16', 'fd00:1::/32', '192.168.7.7'])
  t.true(may('10.20.255.1'))
  t.true(may('::ffff:10.20.1.1'))
  t.true(may('fd00:1::9'))
  t.true(may('192.168.7.7'))
  t.false(may('10.21.0.1'))
  t.false(may('192.168.7.8'))
})

test('loopback is refused as address, as name, in every spelling of the address, over http and https', async t => {
  for (const host of [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '169.254.169.254',
  ])
    for (const scheme of ['http', 'https'])
      t.is(await reasonOf(t, strict(`${scheme}://${host}:9/`)), 'address', `${scheme}://${host}`)
})

test('plain http is for allowed networks only', async t => {
  t.is(await reasonOf(t, loopback('http://1.1.1.1/')), 'address')
})

test('other protocols are refused', async t => {
  for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 'nonsense'])
    t.is(await reasonOf(t, loopback(url)), 'scheme', url)
})

test('an answer comes back whole, and a redirect is not followed', async t => {
  const base = await serve(t, (request, answer) => {
    if (request.url === '/away') answer.writeHead(302, { location: '/here' }).end()
    else answer.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}')
  })
  t.deepEqual(await (await loopback(`${base}/here`)).json(), { a: 1 })
  t.is((await loopback(`${base}/away`)).status, 302)
})

test('a body is sent as it is', async t => {
  const base = await serve(t, (request, answer) => {
    request.pipe(answer)
  })
  const answer = await loopback(base, { method: 'POST', body: 'ä=1' })
  t.is(await answer.text(), 'ä=1')
})

test('an answer of 10 MB is cut off', async t => {
  const base = await serve(t, (_request, answer) => {
    answer.end(Buffer.alloc(10_000_000, 32))
  })
  t.is(await reasonOf(t, loopback(base)), 'large')
})

test('an answer that never ends is given up', async t => {
  const base = await serve(t, (_request, answer) => {
    answer.write('{')
  })
  t.is(await reasonOf(t, loopback(base, { deadline: 150 })), 'slow')
})

test('nobody there', async t => {
  t.is(await reasonOf(t, loopback('http://127.0.0.1:1/')), 'unreachable')
})

test('what came while this process stood still is no late answer', async t => {
  const base = await serve(t, (_request, answer) => {
    answer.end('here')
  })
  const asked = loopback(base, { deadline: 200 })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400)
  t.is(await (await asked).text(), 'here')
})
