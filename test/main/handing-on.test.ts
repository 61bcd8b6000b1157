/** Requests that one process hands on to another: as they came, with the address they came from, and nothing more. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, maxHeaderSize, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { createInnerServer, listeningInside } from '../../src/main/http-server.ts'
import { createHandingOn } from '../../src/main/workers/handing-on.ts'
import { takeNear } from '../../src/main/workers/near.ts'
import { Problem } from '../../src/model/problems.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: readonly string[]
  readonly body: string
  readonly from: string | undefined
}

const closing = (t: ExecutionContext, server: Server) =>
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })

/** A process in front and one behind it, which notes what it sees and answers it. */
const pair = async (t: ExecutionContext, answer?: RequestListener, text?: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-handing-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const socket = join(folder, 's')
  const seen: Seen[] = []
  const behind = createInnerServer(async (req, res) => {
    takeNear(req)
    if (answer) return answer(req, res)
    const { method, url, rawHeaders } = req
    const body = await textOf(req)
    seen.push({ method, url, headers: rawHeaders, body, from: req.socket.remoteAddress })
    res.writeHead(201, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Request-ID', 'r1'])
    res.end(body)
  })
  const begin = () => listeningInside(behind, socket)
  closing(t, behind)
  const handOn = createHandingOn(socket)
  const failed: unknown[] = []
  const front = createServer({ keepAliveTimeout: 0 }, (req, res) => {
    handOn(req, res, { requestId: 'r1', text }).catch(error => {
      failed.push(error)
      res.writeHead(503).end()
    })
  })
  closing(t, front)
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  const { port } = front.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, seen, failed, begin, socket }
}

/** Sends bytes as they are, and answers all that comes back until the connection ends. */
const raw = (port: number, ...lines: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.write(lines.join('\r\n'))
  return textOf(socket)
}

test('a request goes on as it came, and its answer back', async t => {
  const { url, seen, begin } = await pair(t)
  await begin()
  const reply = await fetch(`${url}/v1/a%20b?x=1&x=2`, {
    method: 'PUT',
    headers: {
      'x-forwarded-for': '203.0.113.9',
      authorization: 'Bearer k',
      'kasbah-near': '127.0.0.9',
      'kasbah-proven': 'yes',
    },
    body: 'ä'.repeat(100_000),
  })
  t.is(reply.status, 201)
  t.deepEqual(reply.headers.getSetCookie(), ['a=1', 'b=2'])
  t.is(reply.headers.get('x-request-id'), 'r1')
  t.is(await reply.text(), 'ä'.repeat(100_000))
  const [one] = seen
  t.like(one, { method: 'PUT', url: '/v1/a%20b?x=1&x=2', from: '127.0.0.1' })
  const names = one?.headers.filter((_, at) => at % 2 === 0).map(name => name.toLowerCase()) ?? []
  t.false(
    names.some(name => name.startsWith('kasbah-')),
    'neither theirs nor ours is left',
  )
  t.is(one?.headers[one.headers.indexOf('x-forwarded-for') + 1], '203.0.113.9')
})

test('no sender can have a body taken for a request', async t => {
  const { port, seen, begin } = await pair(t)
  await begin()
  const inner = 'GET /inner HTTP/1.1\r\nHost: x\r\nkasbah-near: 127.0.0.1\r\n\r\n'
  for (const named of ['content-length', 'transfer-encoding', 'close, content-length', 'host'])
    await raw(
      port,
      'DELETE /outer HTTP/1.1',
      'Host: x',
      `Connection: ${named}`,
      'Connection: close',
      `Content-Length: ${inner.length}`,
      '',
      inner,
    )
  const chunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
  await raw(
    port,
    'DELETE /outer HTTP/1.1',
    'Host: x',
    'Connection: close, transfer-encoding',
    'Transfer-Encoding: chunked',
    '',
    chunk,
  )
  t.deepEqual(
    seen.map(({ url, body }) => [url, body]),
    Array.from({ length: 5 }, () => ['/outer', inner]),
  )
})

test('an answer that comes before the body has been sent reaches the sender', async t => {
  const { port, begin } = await pair(t, (_, res) => {
    res.writeHead(413).end('too much')
  })
  await begin()
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbegun')
  const first = await new Promise<string>(resolve => socket.once('data', data => resolve(String(data))))
  socket.destroy()
  t.regex(first, /^HTTP\/1\.1 413 /)
})

test('a request waits for a process that is being started, and one that was under way is cut', async t => {
  const { url, failed, begin } = await pair(t, (req, res) => {
    if (req.url === '/cut') req.socket.destroy()
    else res.end('here')
  })
  const waiting = fetch(`${url}/early`, { method: 'POST', body: 'x' })
  await new Promise(resolve => setImmediate(resolve))
  await begin()
  t.is(await (await waiting).text(), 'here')
  for (const method of ['POST', 'GET']) t.is((await fetch(`${url}/cut`, { method })).status, 503)
  t.deepEqual(
    failed.map(error => (error instanceof Problem ? error.code : error)),
    ['outcome_unknown', 'restarting'],
  )
})

test('a head nearly as large as any may be goes on, whatever its headers are', async t => {
  const { url, port, seen, begin } = await pair(t)
  await begin()
  const plain = ['GET / HTTP/1.1', 'Host: x', 'Connection: close']
  const most = maxHeaderSize - plain.join('\r\n').length
  // What is added on the way is longer than what is left.
  const heads = [[`x-long: ${'x'.repeat(most - 30)}`], Array.from({ length: 500 }, () => 'a:b')]
  for (const head of heads) t.regex(await raw(port, ...plain, ...head, '', ''), /^HTTP\/1\.1 201 /)
  t.is((await fetch(url)).status, 201)
  t.deepEqual(
    seen.map(({ from }) => from),
    ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
  )
})

test('a body that was read goes on as it was read, and says that its caller is known', async t => {
  const proven: unknown[] = []
  const answer: RequestListener = async (req, res) => {
    proven.push(Reflect.get(req.socket, 'proven'), req.headers['kasbah-proven'])
    res.end(await textOf(req))
  }
  const { url, port, begin } = await pair(t, answer, 'ä')
  await begin()
  t.is(await (await fetch(url, { method: 'POST', body: '\ufeffä' })).text(), 'ä')
  const chunked = ['POST / HTTP/1.1', 'Host: x', 'Connection: close', 'Transfer-Encoding: chunked', '']
  t.regex(await raw(port, ...chunked, '2', 'ä', '0', '', ''), /ä/)
  t.deepEqual(proven, [true, undefined, true, undefined])
})

test('of a flood, few at a time seek the process behind, and all find it', async t => {
  const { port, begin, socket } = await pair(t)
  const isOurs = (message: unknown) =>
    (message as { request: { socketPath?: string } }).request.socketPath === socket
  let seeking = 0
  let most = 0
  const begun = (message: unknown) => {
    if (isOurs(message)) seeking += 1
    most = Math.max(most, seeking)
  }
  const over = (message: unknown) => {
    if (isOurs(message)) seeking -= 1
  }
  subscribe('http.client.request.created', begun)
  subscribe('http.client.request.error', over)
  t.teardown(() => unsubscribe('http.client.request.created', begun))
  const head = (connection: string) => `GET / HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`
  const answers = raw(port, head('keep-alive').repeat(299) + head('close'))
  while (most === 0) await nextTurn()
  t.true(most <= 64, String(most))
  await begin()
  t.is((await answers).match(/HTTP\/1\.1 201 /g)?.length, 300)
  unsubscribe('http.client.request.error', over)
})
