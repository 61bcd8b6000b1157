import { randomUUID } from 'node:crypto'
import type { Account } from '../../src/model/account.ts'
import type { ApiKey } from '../../src/model/api-key.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { Change, Revision } from '../../src/model/change.ts'
import { type OrgId, type Resource, resource, subject } from '../../src/model/id.ts'
import type { Invitation } from '../../src/model/invitation.ts'
import type { Organisation } from '../../src/model/organisation.ts'
import type { Page, PageRequest } from '../../src/model/page.ts'
import type { RegisteredResource, ResourceVersion } from '../../src/model/resource.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import type { Store } from '../../src/ports/store.ts'

export const NOON = new Date('2026-05-03T12:00:00.123Z')

/** A name that no other test uses. */
export const unique = (prefix = 'x'): string => `${prefix}-${randomUUID()}`
export const orgId = (): OrgId => unique('o') as OrgId

export const organisation = (id: OrgId, more: Partial<Organisation> = {}): Organisation => ({
  id,
  name: 'Acme',
  policy_set: 'datasets',
  settings: {
    newcomer_role: 'guest',
    default_access: 'none',
    invitation_days: 7,
    api_key_max_days: null,
    networks: null,
  },
  created_at: NOON,
  ...more,
})

export const account = (id: string, more: Partial<Account> = {}): Account => ({
  id: subject('user', id),
  attributes: {},
  created_at: NOON,
  ...more,
})

export const dataset = (id: string, more: Partial<RegisteredResource> = {}): RegisteredResource => ({
  id: resource('dataset', id),
  name: id,
  attributes: {},
  created_at: NOON,
  updated_at: NOON,
  ...more,
})

export const version = (of: Resource, id: string, more: Partial<ResourceVersion> = {}): ResourceVersion => ({
  resource: of,
  id,
  name: `version ${id}`,
  created_by: subject('user', 'alice'),
  created_at: NOON,
  ...more,
})

/** A refused attempt, as a line of the trail. */
export const refusalAt = (org: OrgId, ms: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id: unique(String(ms).padStart(15, '0')),
  org,
  at: new Date(ms),
  actor: subject('user', 'eve'),
  operation: 'setGrant',
  target: 'dataset:d',
  outcome: 'refused',
  code: 'forbidden',
  ...more,
})

export const invitation = (more: Partial<Invitation> = {}): Invitation => ({
  id: unique('inv'),
  email: 'bob@example.com',
  role: 'guest',
  grants: [{ resource: resource('dataset', 'd'), level: 'can_view' }],
  token_hash: unique('hash'),
  invited_by: subject('user', 'alice'),
  created_at: NOON,
  expires_at: new Date('2026-05-10T12:00:00Z'),
  ...more,
})

export const apiKey = (org: OrgId, more: Partial<ApiKey> = {}): ApiKey => ({
  id: unique('key'),
  org,
  subject: subject('service', 'etl'),
  name: 'nightly',
  scopes: ['check'],
  hash: unique('hash'),
  hint: 'ksb_abcd',
  created_at: NOON,
  ...more,
})

/** The n-th grant of an organisation: all of them are different rules. */
export const grant = (org: OrgId, n: number | string): Rule => [
  'p',
  `user:u${n}`,
  org,
  `dataset:d${n}`,
  'can_view',
  'allow',
]

export const grants = (org: OrgId, from: number, until: number): Rule[] =>
  Array.from({ length: until - from }, (_, i) => grant(org, from + i))

export const change = (expected: Revision, more: Partial<Change> = {}): Change => ({
  actor: subject('user', 'alice'),
  operation: 'setGrant',
  target: 'dataset:d',
  expected,
  adds: [],
  removes: [],
  records: [],
  narrows: false,
  ...more,
})

/** Makes the organisation, at revision 1, with these rules. */
export const foundAs = (store: Store, org: OrgId, adds: readonly Rule[] = []) =>
  store.policy.apply(org, change(0, { adds, records: [{ put: 'organisation', value: organisation(org) }] }))

/** Makes an organisation of its own for a test. */
export const found = async (
  store: Store,
  adds: (org: OrgId) => readonly Rule[] = () => [],
): Promise<OrgId> => {
  const org = orgId()
  await foundAs(store, org, adds(org))
  return org
}

/** An organisation's rules in the store's order; undefined where there is no such snapshot. */
export const rulesAt = async (store: Store, org: OrgId, revision?: Revision): Promise<Rule[] | undefined> => {
  const snapshot = await store.policy.snapshot(org, revision)
  return snapshot && (await Array.fromAsync(snapshot.rules)).flat()
}

/** Rules as a set: two of these are equal when they hold the same rules. */
export const sorted = (rules: readonly Rule[] | undefined): string[] => (rules ?? []).map(ruleKey).toSorted()

/** Every page of a list, walked by its cursors; at most 50 pages, so that a cursor that stands still fails. */
export const pages = async <T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<T[][]> => {
  const all: T[][] = []
  let after: string | undefined
  do {
    const page: Page<T> = await read(after === undefined ? { limit } : { limit, after })
    all.push([...page.items])
    after = page.next
  } while (after !== undefined && all.length < 50)
  return all
}

/** Texts that something on the way to a disk and back has been known to bend. No two are the same. */
export const HOSTILE: readonly string[] = [
  'a,b',
  'mallory, admin, org1',
  '"quoted"',
  "it's; DROP TABLE rules; --",
  '[bracket]{brace}(paren)',
  'line\nbreak\r\n',
  'nul\0inside',
  'nul\0other',
  '\0',
  '',
  ' ',
  ' padded ',
  'padded',
  'Case',
  'case',
  'CASE',
  'caf\u00e9',
  'cafe\u0301',
  '\ud83d\ude00 emoji',
  '%00%2C',
  '$where',
  'a.b',
  '.',
  '__proto__',
  'constructor',
  'null',
  'true',
  '0',
  '00',
  '1e3',
  '\ufeffbom',
  '\u202eright to left',
  '\uffff',
  'x'.repeat(4096),
]

/** The key with this hash, as a credential is found. */
export const byHash = async (records: Store['records'], hash: string): Promise<ApiKey | undefined> =>
  (await records.anywhere('api_key', { hash }))[0]?.value
