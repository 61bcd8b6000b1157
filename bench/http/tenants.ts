/** A service over two organisations, one that floods and one that is quiet, each with keys of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Credentials } from './flood-requests.ts'
import { fillHeavy, HEAVY, OTHER, TEXTS } from './heavy-organisation.ts'
import { keyOf } from './keys.ts'
import { requestBytes } from './load.ts'
import { type Server, startServer } from './server.ts'
import { OPERATOR, SETTINGS } from './service.ts'

export interface Tenants {
  readonly server: Server
  readonly flooding: Credentials
  /** The key of the quiet organisation, which may ask about anyone there. */
  readonly quiet: string
  readonly folder: string
}

/** A check of the quiet organisation. */
export const quietCheck = ({ quiet }: Tenants): Buffer =>
  requestBytes(
    '/check',
    { Authorization: `Bearer ${quiet}` },
    JSON.stringify({ org: OTHER, subject: 'user:ada', action: 'view', resource: 'dataset:d' }),
  )

interface TenantsParts {
  readonly workers: string
  /** The cores of the service, as `taskset` names them; any when absent. */
  readonly cores?: string | undefined
}

/** Until the work is done. Where it is measured how it holds the thread, its folder has the `holds`. */
export const withTenants = async (
  { workers, cores }: TenantsParts,
  work: (tenants: Tenants) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-flood-'))
  const store = `sqlite:${join(folder, 'kasbah.db')}`
  await fillHeavy(store)
  const server = await startServer({
    file: '../../src/main.ts',
    env: { ...SETTINGS, KASBAH_STORE: store, KASBAH_WORKERS: workers, BENCH_HOLDS: join(folder, 'holds') },
    node: ['--import', new URL('holds.ts', import.meta.url).href],
    log: join(folder, 'log'),
    cores,
  })
  try {
    await work({ server, folder, ...(await keysOf(server.url)) })
  } finally {
    await server.stop()
    await rm(folder, { recursive: true })
  }
}

export const keysOf = async (url: URL): Promise<Pick<Tenants, 'flooding' | 'quiet'>> => {
  const by = { url, operator: OPERATOR }
  const key = await keyOf(by, HEAVY, { role: 'admin', scopes: ['check', 'read', 'write'] })
  const texts = await keyOf(by, TEXTS, { role: 'admin', scopes: ['read', 'write'] })
  const quiet = await keyOf(by, OTHER, { role: 'guest', scopes: ['check'] })
  return { flooding: { key, texts, scim: await scimToken(url) }, quiet }
}

const scimToken = async (url: URL): Promise<string> => {
  const make = async (path: string, body: object) => {
    const response = await fetch(new URL(`/v1/orgs/${HEAVY}${path}`, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as { id?: string; scim_token?: string }
  }
  const { id } = await make('/identity-providers', {
    name: 'Directory',
    protocol: 'oidc',
    settings: { issuer: 'https://idp.invalid', client_id: 'kasbah' },
    secrets: { client_secret: 'secret' },
  })
  return (await make('/scim-tokens', { idp: id, name: 'bench' })).scim_token ?? ''
}
