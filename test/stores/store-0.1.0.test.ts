/** A store that Kasbah 0.1.0 wrote is opened, migrated, served, checked and copied by this version. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { checkUp } from '../../src/compose/checkup.ts'
import { copyBetween, migrateStore } from '../../src/compose/whole-store.ts'
import { loadConfig } from '../../src/config/config.ts'
import type { OrgId } from '../../src/model/id.ts'
import { embeddedIn, keys, restoreInto } from '../fixtures/store-0.1.0/open.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { withStore } from '../service/store.ts'
import { findMongodb, untested } from './mongodb-server.ts'

// Found before any test is declared: AVA begins with those that are.
const server = await findMongodb()

const ACME = 'acme' as OrgId

/** How many of each kind 0.1.0 left in `acme`. */
const KEPT = {
  account: 6,
  group: 2,
  resource: 3,
  version: 2,
  invitation: 1,
  api_key: 2,
  client: 2,
  identity_provider: 1,
  email_domain: 1,
  identity: 2,
  scim_token: 1,
  scim_group: 1,
}

const countedIn = (url: string) =>
  withStore(url, async ({ archive }) => {
    const counts: Record<string, number> = {}
    for await (const { put } of archive.records(ACME)) counts[put] = (counts[put] ?? 0) + 1
    return counts
  })

const findings = async (url: string): Promise<string[]> => {
  const found: string[] = []
  await checkUp(loadConfig({ env: { KASBAH_STORE: url } }), {
    file: lines => found.push(...lines),
    organisation: ({ faults, drift, looseEnds }) =>
      found.push(...faults, ...(drift ? [drift] : []), ...looseEnds.map(({ kind }) => kind)),
    mended: () => {},
  })
  return found
}

/** What callers of 0.1.0 got, asked with the credentials that they had then. */
const served = async (t: ExecutionContext, url: string, had: typeof keys.sqlite): Promise<void> => {
  const service = await startSignIn(t, { KASBAH_STORE: url, KASBAH_OPERATOR_KEY: had.operator })
  try {
    await decides(t, service, had)
    await lists(t, service, had)
    await changes(t, service, had)
  } finally {
    await service.stop()
  }
}

const decides = async (
  t: ExecutionContext,
  service: SignInService,
  { backend, alice }: typeof keys.sqlite,
) => {
  const may = async (subject: string, action: string, resource: string) => {
    const { body } = await service.as(backend)('POST', '/check', { org: 'acme', subject, action, resource })
    return body.allowed
  }
  t.true(await may('user:mo', 'view', 'dataset:streets'))
  t.true(await may('user:gus', 'edit', 'dataset:parks'), 'through the group')
  t.false(await may('user:gus', 'manage', 'dataset:streets'), 'revoked in 0.1.0')
  t.false(await may('user:dora', 'view', 'dataset:streets'), 'disabled in 0.1.0')
  t.true(await may('user:alice', 'manage', 'dataset:a,"b" /é'))
  t.is((await service.as(alice)('GET', '/v1/whoami')).body.subject, 'user:alice')
}

const lists = async (t: ExecutionContext, service: SignInService, had: typeof keys.sqlite) => {
  const admin = service.as(had.alice)
  const sizes: Record<string, number> = {
    members: 5,
    'service-accounts': 1,
    groups: 2,
    datasets: 3,
    'datasets/streets/snapshots': 2,
    invitations: 1,
    'api-keys': 2,
    clients: 2,
    'identity-providers': 1,
    'email-domains': 1,
    'scim-tokens': 1,
  }
  for (const [path, size] of Object.entries(sizes)) {
    const { status, body } = await admin('GET', `/v1/orgs/acme/${path}`)
    t.is(status, 200, path)
    t.is(body.items.length, size, path)
  }
  t.is((await service.operator('GET', '/v1/orgs/gone')).status, 404)
  t.true((await admin('GET', '/v1/orgs/acme/audit?limit=1000')).body.items.length > 30)
  const people = await fetch(`${service.url}/scim/v2/orgs/acme/Users`, {
    headers: { authorization: `Bearer ${had.scim}` },
  })
  t.is((await people.json()).totalResults, 1)
}

/** Tokens are signed with the key of 0.1.0, and the organisation changes and goes back. */
const changes = async (
  t: ExecutionContext,
  service: SignInService,
  { service: client, alice }: typeof keys.sqlite,
) => {
  const token = await fetch(`${service.url}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'check' }),
  })
  t.is(token.status, 200, await token.clone().text())
  const { access_token } = await token.json()
  t.is((await service.as(access_token)('GET', '/v1/whoami')).body.subject, 'service:backend')

  const admin = service.as(alice)
  const before = (await admin('GET', '/v1/orgs/acme/policy')).text
  const granted = await admin('PUT', '/v1/orgs/acme/datasets/parks/access/grants/user:mo', {
    level: 'can_view',
  })
  t.is(granted.status, 200, granted.text)
  const revision = granted.body.revision - 1
  const back = await admin('POST', '/v1/orgs/acme/policy/rollback', { revision })
  t.is(back.status, 200, back.text)
  t.is((await admin('GET', '/v1/orgs/acme/policy')).text, before)
}

const worksOn = (name: string, put: (t: ExecutionContext) => Promise<string>, had: typeof keys.sqlite) => {
  test(`${name}: a store of 0.1.0 migrates, serves, is checked and copied`, async t => {
    const folder = await mkdtemp(join(tmpdir(), 'kasbah-old-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const url = await put(t)
    const { present, newest } = await migrateStore(url)
    t.true(present > 0 && present <= newest)
    t.deepEqual(await countedIn(url), KEPT)
    t.deepEqual(await findings(url), [])
    await served(t, url, had)
    t.deepEqual(await findings(url), [])
    const copied = await copyBetween(url, `sqlite:${join(folder, 'copy.db')}`, () => {})
    t.deepEqual(
      copied.map(({ org }) => org),
      [ACME, 'gone' as OrgId, undefined],
    )
  })
}

worksOn(
  'embedded',
  async t => {
    const folder = await mkdtemp(join(tmpdir(), 'kasbah-old-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    return embeddedIn(folder)
  },
  keys.sqlite,
)

if (server) {
  test.after.always(() => server.close())
  worksOn(
    'MongoDB',
    async () => {
      const url = server.database()
      await restoreInto(url)
      return url
    },
    keys.mongodb,
  )
} else untested()
