/** A service that is told to stop drops no request, whoever is in front of it and however it was started. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { freePort } from '../../scripts/free-port.ts'
import { type Register, skipped } from '../skipped.ts'
import { folder, POLICIES, type Serving, serving } from './command.ts'

const ROOT = join(import.meta.dirname, '../..')
const KEY = 'a-key-that-the-operator-chose'
const CHECK = '{"org":"acme","subject":"user:ada","action":"members.invite","resource":"org"}'

/** @param drain seconds that it waits for connections */
const start = async (t: ExecutionContext, grace: number, drain = 10): Promise<Serving> => {
  const service = await serving(t, {
    cwd: folder(t),
    env: {
      KASBAH_OPERATOR_KEY: KEY,
      KASBAH_GRACE: String(grace),
      KASBAH_DRAIN: String(drain),
      KASBAH_RATE_LIMIT: '0',
    },
  })
  const made = await fetch(`${service.url}/v1/orgs`, {
    method: 'POST',
    // A connection that stays would be waited for.
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', connection: 'close' },
    body: '{"id":"acme","name":"Acme","admin":"user:ada"}',
  })
  t.is(made.status, 201)
  return service
}

type Outcome = number | string

/** One check over this agent: its status, or the code of what went wrong. */
const check = (url: string, agent: Agent): Promise<Outcome> =>
  new Promise(resolve => {
    const asked = request(`${url}/check`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'content-length': CHECK.length,
      },
    })
    asked.on('response', answer => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    asked.end(CHECK)
  })

/** Clients that ask one check after the other, each over one connection for as long as it may be kept. */
const clients = (url: string, count: number) => {
  const outcomes: Outcome[] = []
  let running = true
  const asking = Array.from({ length: count }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (running) {
      const outcome = await check(url, agent)
      outcomes.push(outcome)
      if (outcome === 'ECONNREFUSED') break
    }
    agent.destroy()
  })
  return {
    outcomes,
    warm: async () => {
      while (outcomes.length < count * 5) await after(5)
    },
    end: async () => {
      running = false
      await Promise.all(asking)
      return Object.fromEntries(
        [...Map.groupBy(outcomes, outcome => outcome)].map(([outcome, { length }]) => [outcome, length]),
      )
    },
  }
}

test('clients that keep their connections lose no request; they are refused a new connection afterwards', async t => {
  // As long as the slowest client takes between two requests.
  const { url, stop } = await start(t, 1, 600)
  const load = clients(url, 16)
  await load.warm()
  t.is(await stop(), 0)
  const { 200: answered, ECONNREFUSED: refused, ...other } = await load.end()
  t.deepEqual(other, {})
  t.is(refused, 16)
  t.true(Number(answered) >= 80)
})

test('in the time of grace /readyz is 503 and everything else is answered, on new connections too', async t => {
  const { url, child, stop } = await start(t, 600)
  const get = (path: string) => fetch(`${url}${path}`, { headers: { connection: 'close' } })
  t.is((await get('/readyz')).status, 200)
  const stopped = stop()
  let ready: Response
  do ready = await get('/readyz')
  while (ready.status === 200)
  t.is(ready.status, 503)
  t.is((await ready.json()).code, 'stopping')
  t.is((await get('/healthz')).status, 200)
  t.is(await check(url, new Agent()), 200)
  const again = setInterval(() => child.kill('SIGTERM'), 100)
  t.is(await stopped, 1, 'a second signal ends it')
  clearInterval(again)
})

test('the log says that it started, what made it stop, and that it has', async t => {
  const { heard, stop } = await start(t, 0)
  await stop()
  const lines = heard.err
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  t.like(
    lines.find(({ msg }) => msg === 'started'),
    { mode: 'development', store: 'sqlite' },
  )
  t.like(
    lines.find(({ msg }) => msg === 'stopping'),
    { signal: 'SIGTERM', grace_seconds: 0 },
  )
  t.is(lines.at(-1).msg, 'stopped')
})

test('a signal that comes twice at once is one; a second one ends it', async t => {
  const one = await start(t, 0)
  one.child.kill('SIGTERM')
  t.is(await one.stop('SIGINT'), 0)
  t.regex(one.heard.err, /"stopped"/)

  const waiting = await start(t, 60)
  waiting.child.kill('SIGINT')
  const again = setInterval(() => waiting.child.kill('SIGINT'), 100)
  t.is(await waiting.stop('SIGINT'), 1)
  clearInterval(again)
})

const NGINX = '/usr/sbin/nginx'
const withNginx: Register = existsSync(NGINX) ? test : skipped('nginx is not installed')

/** nginx in front of these services as docs/operations.md has it, with connections to them that are kept. */
const nginx = async (t: ExecutionContext, services: readonly Serving[]): Promise<string> => {
  const cwd = folder(t)
  mkdirSync(join(cwd, 'tmp'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${cwd}/tmp;`,
  )
  const servers = services.map(({ url }) => `server ${new URL(url).host} max_fails=0;`)
  writeFileSync(
    join(cwd, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${cwd}/pid; error_log stderr;
    events {} http { ${temporary.join(' ')} access_log off;
      upstream kasbah { ${servers.join(' ')} keepalive 16; }
      server { listen 127.0.0.1:${port};
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
        location / { proxy_pass http://kasbah; }
        location ~ ^/(check$|check/|access/v1/|orgs/[^/]+/access/v1/) {
          proxy_pass http://kasbah; proxy_next_upstream error timeout non_idempotent; } } }`,
  )
  const child = spawn(NGINX, ['-e', 'stderr', '-p', cwd, '-c', join(cwd, 'nginx.conf')], { stdio: 'ignore' })
  t.teardown(() => child.kill('SIGTERM'))
  const url = `http://127.0.0.1:${port}`
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) await after(20)
  return url
}

withNginx('two services behind nginx, one is told to stop: no check fails', async t => {
  const [one, two] = [await start(t, 1), await start(t, 0)]
  const front = await nginx(t, [one, two])
  const load = clients(front, 16)
  await load.warm()
  t.is(await one.stop(), 0)
  const afterwards = load.outcomes.length
  while (load.outcomes.length < afterwards + 100) await after(5)
  t.deepEqual(Object.keys(await load.end()), ['200'])
  await two.stop()
})

const ended = async (child: ChildProcess): Promise<unknown> =>
  child.exitCode ?? child.signalCode ?? (await once(child, 'exit'))

for (const [what, words] of [
  ['npm start', ['npm', 'start']],
  ['npx kasbah serve', ['npx', 'kasbah', 'serve']],
] as const)
  test(`SIGTERM to \`${what}\` ends the server`, async t => {
    const port = await freePort()
    const [command, ...rest] = words
    const child = spawn(command, rest, {
      cwd: ROOT,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: folder(t),
        KASBAH_LISTEN: `127.0.0.1:${port}`,
        KASBAH_STORE: `sqlite:${folder(t)}/kasbah.db`,
        KASBAH_POLICIES: POLICIES,
      },
    })
    const url = `http://127.0.0.1:${port}/healthz`
    while (!(await fetch(url).catch(() => undefined))?.ok) await after(100)
    child.kill('SIGTERM')
    await ended(child)
    while (await fetch(url).catch(() => undefined)) await after(100)
    await t.throwsAsync(fetch(url))
  })
