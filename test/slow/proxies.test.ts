/** The worked examples of `docs/examples/forward-auth`, with real proxies in front of an application that shows what it was sent. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { fronted, frontedPolicies, type Headers, HOST, send } from '../http/fronted.ts'
import { browser } from '../identity/browser.ts'
import { startSignIn } from '../identity/service.ts'
import { type Register, skipped } from '../skipped.ts'

const ROOT = join(import.meta.dirname, '../..')

interface Proxy {
  /** The example, with the addresses of this test in it. */
  config(text: string, folder: string): string
  readonly file: string
  readonly command: string
  args(config: string, folder: string): readonly string[]
}

const PROXIES: Readonly<Record<string, Proxy>> = {
  nginx: {
    file: 'nginx.conf',
    command: '/usr/sbin/nginx',
    config: (text, folder) =>
      `daemon off; pid ${folder}/pid; error_log stderr crit; events {}\nhttp {\naccess_log off;\n${[
        'client_body',
        'proxy',
        'fastcgi',
        'uwsgi',
        'scgi',
      ]
        .map(name => `${name}_temp_path ${folder}/${name};`)
        .join('\n')}\n${text}\n}\n`,
    args: (config, folder) => ['-p', folder, '-c', config],
  },
  caddy: {
    file: 'Caddyfile',
    command: '/usr/bin/caddy',
    config: text => `{\n\tadmin off\n\tauto_https off\n}\n${text}`,
    args: config => ['run', '--adapter', 'caddyfile', '--config', config],
  },
}

const freePort = async (): Promise<number> => {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until somebody listens there, or the process has ended. */
const listening = async (port: number, ended: () => boolean): Promise<void> => {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isThere = await new Promise(resolve =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    )
    socket.destroy()
    if (isThere) return
    if (ended()) throw new Error('the proxy ended')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Kasbah, the application, and the proxy of the example in front of it. */
const world = async (t: ExecutionContext, proxy: Proxy, signIn?: string) => {
  const policies = await frontedPolicies(signIn)
  const service = await startSignIn(t, {
    KASBAH_POLICIES: policies.folder,
    KASBAH_TRUST_PROXY: '127.0.0.1/32',
  })
  t.teardown(policies.gone)
  const keys = await fronted(service.operator, 'acme')

  const reached: { line: string; headers: Record<string, unknown> }[] = []
  const app = createServer((request, response) => {
    reached.push({ line: `${request.method} ${request.url}`, headers: request.headers })
    response.end('the application')
  }).listen(0, '127.0.0.1')
  await once(app, 'listening')
  t.teardown(() => {
    app.closeAllConnections()
    app.close()
  })

  const folder = await mkdtemp(join(tmpdir(), 'kasbah-proxy-'))
  const port = await freePort()
  const example = await readFile(join(ROOT, 'docs/examples/forward-auth', proxy.file), 'utf8')
  const text = example
    .replaceAll('127.0.0.1:8080', new URL(service.url).host)
    .replaceAll('127.0.0.1:8081', `127.0.0.1:${(app.address() as AddressInfo).port}`)
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('http://tiles.example.com {', `http://tiles.example.com:${port} {`)
  const config = join(folder, proxy.file)
  await writeFile(config, proxy.config(text, folder))
  const child = spawn(proxy.command, proxy.args(config, folder), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', part => {
    said += part
  })
  t.teardown(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'close')
    await rm(folder, { recursive: true, force: true })
  })
  await listening(port, () => child.exitCode !== null).catch(error => t.fail(`${error.message}: ${said}`))
  const host = proxy.file === 'Caddyfile' ? `${HOST}:${port}` : HOST
  const ask = (line: string, person?: string, headers: Headers = {}) => {
    const [method = '', path = ''] = line.split(/ (.*)/s)
    const credential = person ? { authorization: `Bearer ${keys[person]}` } : {}
    return send(`http://127.0.0.1:${port}`, { method, path, headers: { host, ...credential, ...headers } })
  }
  return { ask, reached, service, host }
}

const CASES: readonly (readonly [person: string, line: string, status: number])[] = [
  ['mo', 'GET /datasets/streets?x=1', 200],
  ['mo', 'GET /datasets/streets/tiles/1/2.png', 200],
  ['mo', 'PUT /datasets/streets', 403],
  ['alice', 'PUT /datasets/streets', 200],
  ['gus', 'GET /datasets/streets', 404],
  ['mo', 'GET /datasets/none', 404],
  ['', 'GET /datasets/streets', 401],
  ['', 'GET /assets/map.css', 200],
  ['alice', 'GET /nowhere', 403],
  ['alice', 'GET /Datasets/streets', 403],
]

for (const [name, proxy] of Object.entries(PROXIES)) {
  const isThere = existsSync(proxy.command) && spawnSync(proxy.command, ['-v']).error === undefined
  const withProxy: Register = isThere ? test : skipped(`no ${name} on this machine`)

  withProxy(`${name}: the application sees what may be done, and nothing else`, async t => {
    const { ask, reached } = await world(t, proxy)
    for (const [person, line, status] of CASES) {
      reached.length = 0
      const said = await ask(line, person)
      t.is(said.status, status, `${person} ${line}: ${said.text}`)
      t.deepEqual(
        reached.map(one => one.line),
        status === 200 ? [line] : [],
        'the same request, byte for byte',
      )
    }
  })

  withProxy(
    `${name}: no way of writing a path leads to the application but the one that was decided on`,
    async t => {
      const { ask, reached } = await world(t, proxy)
      const table = parse(await readFile(join(ROOT, 'test/policy/paths.yaml'), 'utf8'))
      for (const [what, path] of Object.entries<string>(table.refused)) {
        if (!/^[!-~]+$/.test(path)) continue
        t.true((await ask(`GET ${path}`, 'alice')).status >= 400, what)
      }
      t.deepEqual(reached, [])
    },
  )

  withProxy(`${name}: who the caller is, only Kasbah says`, async t => {
    const { ask, reached } = await world(t, proxy)
    const claimed = {
      'kasbah-subject': 'user:alice',
      'Kasbah-Org': 'globex',
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/assets/x',
    }
    t.is((await ask('GET /datasets/streets', 'mo', claimed)).status, 200)
    t.is((await ask('GET /assets/x', undefined, claimed)).status, 200)
    t.is((await ask('GET /datasets/streets', 'gus', claimed)).status, 404)
    t.is((await ask('PUT /datasets/streets', 'mo', claimed)).status, 403)
    const identities = reached.map(({ headers }) => [
      headers['kasbah-subject'] || '',
      headers['kasbah-org'] || '',
      headers.authorization,
    ])
    t.deepEqual(identities, [
      ['user:mo', 'acme', undefined],
      ['', '', undefined],
    ])
  })

  withProxy(`${name}: a browser is sent to sign in, a program is not`, async t => {
    const { ask } = await world(t, proxy)
    const page = await ask('GET /datasets/streets', undefined, { accept: 'text/html' })
    t.is(page.status, 302)
    t.regex(
      String(page.headers.location),
      /^https:\/\/tiles\.example\.com\/sign-in\?to=http%3A%2F%2Ftiles\.example\.com.*%2Fdatasets%2Fstreets$/,
    )
    t.is((await ask('GET /datasets/streets')).status, 401)
  })

  withProxy(`${name}: a browser signs in by Kasbah, and is known to the application`, async t => {
    const { ask, reached, service, host } = await world(t, proxy, 'kasbah')
    const sent = await ask('GET /datasets/streets?x=1', undefined, { accept: 'text/html' })
    t.is(sent.headers.location, `http://${host}/.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1`)
    const begun = await ask('GET /.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1')
    const at = browser(service.url)
    const page = await at.open(String(begun.headers.location))
    const { left } = await at.submit(page, { person: 'mo' })
    t.is(left?.origin, `http://${host}`)
    const cookieIn = ({ headers }: { headers: Readonly<Record<string, unknown>> }) =>
      [headers['set-cookie'] ?? []]
        .flat()
        .map(line => String(line).split(';')[0])
        .join('; ')
    const done = await ask(`GET ${left?.pathname}${left?.search}`, undefined, { cookie: cookieIn(begun) })
    t.is(done.headers.location, '/datasets/streets?x=1')
    const cookie = cookieIn(done)
    t.is((await ask('GET /datasets/streets', undefined, { cookie })).status, 200)
    t.is(reached.at(-1)?.headers['kasbah-subject'], 'user:mo')
    t.is((await ask('POST /datasets', undefined, { cookie, origin: `http://${host}` })).status, 200)
    t.is((await ask('POST /datasets', undefined, { cookie, origin: 'https://evil.example' })).status, 401)
    t.is(reached.length, 2)
  })

  withProxy(`${name}: without Kasbah nothing goes through`, async t => {
    const { ask, reached, service } = await world(t, proxy)
    await service.stop()
    t.true((await ask('GET /assets/map.css', 'alice')).status >= 500)
    t.deepEqual(reached, [])
  })
}
