/**
 * `npm run bench -- flood [workers]`: another tenant's checks while one tenant sends as much of one kind as it can, beside the
 * same checks in quiet, in the same run.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { floods } from './http/flood-requests.ts'
import { fillHeavy, HEAVY, OTHER } from './http/heavy-organisation.ts'
import { load, requestBytes } from './http/load.ts'
import { type Server, startServer } from './http/server.ts'
import { OPERATOR, SETTINGS } from './http/service.ts'
import { milli, quantile } from './measure.ts'

const WARM_MS = 1_000
const ROUND_MS = 4_000
const SHORT_MS = 500
const CONNECTIONS = 4
const FLOODING = 16

/** A service over both organisations, until the work is done. Where it is measured how it holds the thread, its folder has the `holds`. */
export const withBoth = async (
  workers: string,
  work: (server: Server, folder: string) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-flood-'))
  const store = `sqlite:${join(folder, 'kasbah.db')}`
  await fillHeavy(store)
  const server = await startServer({
    file: '../../src/main.ts',
    env: { ...SETTINGS, KASBAH_STORE: store, KASBAH_WORKERS: workers, BENCH_HOLDS: join(folder, 'holds') },
    node: ['--import', new URL('http/holds.ts', import.meta.url).href],
    log: join(folder, 'log'),
  })
  try {
    await work(server, folder)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

const operator = async (url: URL, method: string, path: string, body: object) => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as { id?: string; scim_token?: string }
}

export const scimToken = async (url: URL): Promise<string> => {
  const at = `/v1/orgs/${HEAVY}`
  const { id } = await operator(url, 'POST', `${at}/identity-providers`, {
    name: 'Directory',
    protocol: 'oidc',
    settings: { issuer: 'https://idp.invalid', client_id: 'kasbah' },
    secrets: { client_secret: 'secret' },
  })
  return (await operator(url, 'POST', `${at}/scim-tokens`, { idp: id, name: 'bench' })).scim_token ?? ''
}

const check = requestBytes(
  '/check',
  { Authorization: `Bearer ${OPERATOR}` },
  JSON.stringify({ org: OTHER, subject: 'user:ada', action: 'view', resource: 'dataset:d' }),
)

interface Times {
  readonly median: number
  readonly p99: number
}

const checks = async (url: URL, ms: number): Promise<Times> => {
  const { times } = await load(url, [check], { connections: CONNECTIONS, ms })
  return { median: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

interface Flooding {
  /** Its place in `floods`. */
  readonly kind: number
  readonly scim: string
  readonly connections: number
}

const MOST_LOOKS = 120

/** What a flood left behind is worked off first. */
const settled = async (url: URL, before: Times): Promise<void> => {
  for (let look = 0; look < MOST_LOOKS; look += 1)
    if ((await checks(url, SHORT_MS)).p99 < 2 * before.p99) return
}

/** Sends a flood from another process. @returns how to end it, which answers how often each status came */
export const startFlood = (url: URL, { kind, scim, connections }: Flooding) => {
  const file = fileURLToPath(new URL('http/flooding.ts', import.meta.url))
  const child = fork(file, [url.href, String(kind), scim, String(connections)])
  const ended = new Promise<unknown>((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', code => reject(new Error(`the flood ended with ${code}`)))
  })
  return (): Promise<unknown> => {
    child.send('stop')
    return ended
  }
}

export const flood = async (workers = '2'): Promise<void> =>
  withBoth(workers, async ({ url }) => {
    const scim = await scimToken(url)
    await checks(url, WARM_MS)
    const first = await checks(url, ROUND_MS)
    for (const [kind, { what }] of floods(scim).entries()) {
      await settled(url, first)
      const quiet = await checks(url, ROUND_MS)
      const stop = startFlood(url, { kind, scim, connections: FLOODING })
      await wait(WARM_MS)
      const beside = await checks(url, ROUND_MS)
      const answers = JSON.stringify(await stop())
      const ratio = (part: keyof Times): string => (beside[part] / quiet[part]).toFixed(1)
      console.log(
        `${what}: another's check at ${ratio('median')} times its quiet median, ${ratio('p99')} times its quiet p99`,
      )
      console.log(`  quiet ${milli(quiet.p99)}, beside ${milli(beside.p99)}; answers by status ${answers}`)
    }
  })
