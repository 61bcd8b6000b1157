/**
 * Whether somebody is active is one fact: the rules say it, and the records, the keys and the decisions agree, after any
 * sequence of what admins, SCIM, published policies and rollbacks can do.
 */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { readSqlite } from '../../adapters/sqlite/reader.ts'
import type { Account } from '../../src/model/account.ts'
import type { OrgId } from '../../src/model/id.ts'
import { ok } from '../service/acme.ts'
import { type Service, startService } from '../service/service.ts'
import { freshStore } from '../service/store.ts'

const ROLES = ['admin', 'member', 'guest'] as const
const PEOPLE = ['ann', 'bob', 'cyn'] as const

type Deed =
  | { readonly do: 'put'; readonly who: string; readonly role: string }
  | { readonly do: 'disable' | 'enable' | 'remove'; readonly who: string }
  | { readonly do: 'publish'; readonly roles: readonly (readonly string[])[] }
  | { readonly do: 'rollback'; readonly back: number }
  | { readonly do: 'scim create'; readonly active: boolean }
  | { readonly do: 'scim active'; readonly active: boolean }
  | { readonly do: 'scim delete' }

const who = fc.constantFrom(...PEOPLE)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), who, role: fc.constantFrom(...ROLES) }),
  fc.record({ do: fc.constantFrom('disable' as const, 'enable' as const, 'remove' as const), who }),
  fc.record({
    do: fc.constant('publish' as const),
    roles: fc.array(fc.subarray([...ROLES]), { minLength: PEOPLE.length, maxLength: PEOPLE.length }),
  }),
  fc.record({ do: fc.constant('rollback' as const), back: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constantFrom('scim create' as const, 'scim active' as const), active: fc.boolean() }),
  fc.record({ do: fc.constant('scim delete' as const) }),
)

interface World {
  readonly org: string
  readonly at: string
  readonly path: string
  readonly service: Service
  readonly scim: ReturnType<Service['as']>
}

const begin = async (t: ExecutionContext, service: Service, path: string, org: string): Promise<World> => {
  const { operator } = service
  const at = `/v1/orgs/${org}`
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, admin: 'user:root' }), 201)
  const idp = await ok(
    t,
    operator('POST', `${at}/identity-providers`, {
      name: 'Theirs',
      protocol: 'oidc',
      settings: { issuer: 'https://idp.example', client_id: 'kasbah' },
      secrets: { client_secret: 'secret' },
    }),
    201,
  )
  const made = await ok(t, operator('POST', `${at}/scim-tokens`, { idp: idp.id, name: 'theirs' }), 201)
  return { org, at, path, service, scim: service.as(made.scim_token) }
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const firstOf = async (scim: World['scim'], users: string): Promise<string> =>
  `${users}/${(await scim('GET', users)).body?.Resources?.[0]?.id ?? 'nobody'}`

const setActive = async (scim: World['scim'], users: string, value: boolean) => {
  const Operations = [{ op: 'replace', path: 'active', value }]
  return scim('PATCH', await firstOf(scim, users), { schemas: [PATCH], Operations })
}

/** The deed, whatever is answered: refusals are part of the game, faults are not. */
const act = async ({ org, at, service: { operator }, scim }: World, deed: Deed) => {
  if (deed.do === 'scim active') return setActive(scim, `/scim/v2/orgs/${org}/Users`, deed.active)
  if (deed.do === 'put') return operator('PUT', `${at}/members/${deed.who}`, { role: deed.role })
  if (deed.do === 'remove') return operator('DELETE', `${at}/members/${deed.who}`)
  if (deed.do === 'disable' || deed.do === 'enable')
    return operator('POST', `${at}/members/${deed.who}/${deed.do}`)
  if (deed.do === 'publish') {
    const lines = deed.roles.flatMap((roles, n) =>
      roles.map(role => `g, user:${PEOPLE[n]}, role:${role}, ${org}\n`),
    )
    return operator('PUT', `${at}/policy`, { rules: `g, user:root, role:admin, ${org}\n${lines.join('')}` })
  }
  const users = `/scim/v2/orgs/${org}/Users`
  if (deed.do === 'rollback') {
    const { revision } = (await operator('GET', at)).body
    return operator('POST', `${at}/policy/rollback`, { revision: Math.max(1, revision - deed.back) })
  }
  if (deed.do === 'scim create')
    return scim('POST', users, { schemas: [USER], userName: 'dan@x.example', active: deed.active })
  return scim('DELETE', await firstOf(scim, users))
}

interface Kept {
  readonly accounts: ReadonlyMap<string, Account>
  readonly holders: ReadonlySet<string>
  /** Accounts that have keys. */
  readonly keyed: ReadonlySet<string>
}

const kept = async ({ path, org }: World): Promise<Kept> => {
  const reader = readSqlite(path)
  try {
    const accounts = new Map<string, Account>()
    const keyed = new Set<string>()
    for await (const { put, value } of reader.archive.records(org as OrgId)) {
      if (put === 'account') accounts.set(value.id, value)
      if (put === 'api_key') keyed.add(value.subject)
    }
    const holders = new Set<string>()
    const stored = await reader.policy.snapshot(org as OrgId)
    for await (const rules of stored?.rules ?? [])
      for (const [, account = '', role] of rules) if (role?.startsWith('role:')) holders.add(account)
    return { accounts, holders, keyed }
  } finally {
    reader.close()
  }
}

/** What the rules, the records and the decisions say of everybody is one. */
const agree = async (t: ExecutionContext, world: World, after: string): Promise<void> => {
  const { accounts, holders, keyed } = await kept(world)
  for (const holder of holders) {
    const account = accounts.get(holder)
    t.truthy(account, `${holder} has a role and no record, ${after}`)
    t.is(account?.disabled, undefined, `${holder} has a role and is disabled, ${after}`)
  }
  for (const subject of accounts.keys()) {
    const active = holders.has(subject)
    t.true(active || !keyed.has(subject), `${subject} has no role and keys, ${after}`)
    const question = { org: world.org, subject, action: 'view', resource: 'dataset:own' }
    const { allowed } = await ok(t, world.service.operator('POST', '/check', question))
    t.true(active || !allowed, `${subject} has no role and is allowed, ${after}`)
  }
}

/** Everybody who may has a key; and rules of their own name a dataset, which only a role makes worth anything. */
const equip = async ({ at, service: { operator } }: World, subject: string): Promise<void> => {
  await operator('POST', `${at}/api-keys`, { subject, name: 'k', scopes: ['read'] })
  await operator('PUT', `${at}/datasets/own/access/grants/${subject}`, { level: 'can_view' })
}

test('records, rules, keys and decisions agree after everything that can happen to a person', async t => {
  const url = await freshStore(t)
  const service = await startService(t, { store: url, env: { KASBAH_RATE_LIMIT: '0' } })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 12 }), async deeds => {
      run += 1
      const world = await begin(t, service, url.slice('sqlite:'.length), `world-${run}`)
      await ok(t, service.operator('POST', `${world.at}/datasets`, { id: 'own', name: 'Own' }), 201)
      for (const [n, deed] of deeds.entries()) {
        for (const person of PEOPLE) await equip(world, `user:${person}`)
        const { status, text } = await act(world, deed)
        t.true(status < 500, text)
        await agree(t, world, JSON.stringify(deeds.slice(0, n + 1)))
      }
    }),
    { numRuns: 12 },
  )
})
