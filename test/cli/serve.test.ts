import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { LEAN } from '../../src/main/lean.ts'
import { COMMAND, folder, kasbah, POLICIES, serving } from './command.ts'

/** Whoever does not come so far as to listen must not be stopped by somebody who listens there. */
const ANYWHERE = { KASBAH_LISTEN: '127.0.0.1:0' }
const KEY = /kasbah_operator_\S+/

const whoami = (url: string, key: string): Promise<Response> =>
  fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${key}` } })

test('the first start makes a store and a key, shown once; the second finds both', async t => {
  const cwd = folder(t)
  const first = await serving(t, { cwd })
  const key = KEY.exec(first.heard.out)?.[0] ?? ''
  t.true(first.heard.out.includes(first.url))
  t.is((await whoami(first.url, key)).status, 200)
  t.is((await kasbah(['health', '--url', first.url])).code, 0)
  t.is(await first.stop(), 0)

  const second = await serving(t, { cwd })
  t.notRegex(`${second.heard.out}${second.heard.err}`, KEY)
  t.is((await whoami(second.url, key)).status, 200)
  t.is(await second.stop('SIGINT'), 0)
})

test('the file of the service is the same service, and Node is told how to stay small whoever starts it', async t => {
  for (const other of [{}, { script: join(COMMAND, '../../main.ts') }]) {
    const { url, child, stop } = await serving(t, { cwd: folder(t), ...other })
    t.is((await fetch(`${url}/healthz`)).status, 200)
    if (process.platform === 'linux') {
      const words = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').split('\0')
      t.deepEqual(words.slice(1, -1), [...LEAN, COMMAND, 'serve'])
      t.true(readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0').includes('MALLOC_ARENA_MAX=1'))
    }
    t.is(await stop(), 0)
  }
})

test('a second process on the same data says so and ends', async t => {
  const cwd = folder(t)
  const { stop } = await serving(t, { cwd })
  const { code, out, err } = await kasbah(['serve'], { cwd, env: { ...ANYWHERE, KASBAH_POLICIES: POLICIES } })
  t.is(code, 1)
  t.regex(err, /^kasbah: another process .*data\/kasbah\.db.*\n$/)
  t.is(out, '')
  await stop()
})

test('an address in use is one line, and nothing is left behind', async t => {
  const { url, stop } = await serving(t, { cwd: folder(t) })
  const env = { KASBAH_POLICIES: POLICIES, KASBAH_LISTEN: new URL(url).host }
  const cwd = folder(t)
  const { code, out, err } = await kasbah(['serve'], { cwd, env })
  t.is(code, 1)
  t.regex(err, /^kasbah: cannot listen on 127\.0\.0\.1:\d+: .*KASBAH_LISTEN.*\n$/)
  t.is(out, '')
  t.deepEqual(readdirSync(cwd), [])
  await stop()
})

test('the file of the service takes no words: it does not start for one who asks for help', async t => {
  const cwd = folder(t)
  const { code, err } = await kasbah(['--help'], { cwd, script: join(COMMAND, '../../main.ts') })
  t.is(code, 2)
  t.regex(err, /npx kasbah help/)
  t.deepEqual(readdirSync(cwd), [])
})

test('a configured operator key is used, and never printed', async t => {
  const key = 'a-key-that-the-operator-chose'
  const { url, heard, stop } = await serving(t, { cwd: folder(t), env: { KASBAH_OPERATOR_KEY: key } })
  t.is((await whoami(url, key)).status, 200)
  t.is((await whoami(url, `${key}x`)).status, 401)
  await stop()
  t.false(`${heard.out}${heard.err}`.includes(key))
})

test('a request under way is answered before the service stops', async t => {
  const key = 'a-key-that-the-operator-chose'
  const { url, child, stop } = await serving(t, { cwd: folder(t), env: { KASBAH_OPERATOR_KEY: key } })
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  await once(socket, 'connect')
  const body = '{"id":"late","name":"Late"}'
  const head = [
    'POST /v1/orgs HTTP/1.1',
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${key}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  let answer = ''
  socket.on('data', text => {
    answer += text
  })
  // The 100 says that the request is in the service's hands; only then is it told to stop.
  while (!answer.includes('100 Continue')) await once(socket, 'data')
  const stopped = stop()
  await refusing(Number(port), hostname)
  socket.write(body)
  await once(socket, 'end')
  t.regex(answer, /HTTP\/1\.1 201 /)
  t.is(await stopped, 0)
  t.is(child.exitCode, 0)
})

/** Resolves once nobody accepts connections there any more. */
const refusing = async (port: number, host: string): Promise<void> => {
  for (;;) {
    const socket = connect(port, host)
    const refused = await Promise.race([
      once(socket, 'error').then(() => true),
      once(socket, 'connect').then(() => false),
    ]).catch(() => true)
    socket.destroy()
    if (refused) return
  }
}

test('a store that cannot be opened is one line', async t => {
  const cwd = folder(t)
  const { code, err } = await kasbah(['serve', '--store', `sqlite:${cwd}`], {
    cwd,
    env: { ...ANYWHERE, KASBAH_POLICIES: POLICIES },
  })
  t.is(code, 1)
  t.regex(err, /^kasbah: [^\n]*\n$/)
  t.notRegex(err, / at .*\.ts/)
})

test('policies that cannot be read are named with file and line', async t => {
  const cwd = folder(t)
  const { code, err } = await kasbah(['serve', '--policies', join(cwd, 'nowhere')], { cwd, env: ANYWHERE })
  t.is(code, 1)
  t.regex(err, /^kasbah: .*nowhere/)
  t.notRegex(err, / at .*\.ts/)
})

test('a store that was sealed under another key is one line', async t => {
  const cwd = folder(t)
  const { stop } = await serving(t, { cwd })
  await stop()
  const env = { ...ANYWHERE, KASBAH_POLICIES: POLICIES, KASBAH_ENCRYPTION_KEY: 'b'.repeat(64) }
  const { code, err } = await kasbah(['serve'], { cwd, env })
  t.is(code, 1)
  t.regex(err, /^kasbah: [^\n]*KASBAH_ENCRYPTION_KEY[^\n]*\n$/)
})

test('port 0 takes a free port and says which', async t => {
  const { heard } = await serving(t, { cwd: folder(t), env: { KASBAH_LISTEN: '127.0.0.1:0' } })
  const url = /ready at (http:\S+)/.exec(heard.out)?.[1] ?? ''
  t.is((await fetch(`${url}/healthz`)).status, 200)
  t.not(new URL(url).port, '0')
})
