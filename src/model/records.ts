/**
 * Every kind of record that an organisation keeps beside its rules, one row each. Both stores make their tables, indexes,
 * reads, writes, archive and checks from the row, so a new noun needs this row and the room that means something by it.
 */
import type { Account, Group } from './account.ts'
import type { ApiKey } from './api-key.ts'
import { termsOf } from './attributed.ts'
import type { Client } from './client.ts'
import { normalAddress } from './email.ts'
import { folded } from './folded.ts'
import type { EmailDomain, Identity, Idp } from './idp.ts'
import type { Invitation } from './invitation.ts'
import type { RoleDescription } from './own-roles.ts'
import type { PolicyPlan } from './policy-plan.ts'
import type { RecordRow } from './record-row.ts'
import type { RegisteredResource, ResourceVersion } from './resource.ts'
import type { ScimGroup, ScimToken } from './scim.ts'
import type { SupportAccess } from './support-access.ts'

const kind =
  <T extends object>() =>
  <const Row extends RecordRow<T>>(row: Row): Row & { readonly noun?: T } =>
    row

/** Names are found by how they begin, without regard to case. */
const FOLDED_NAME = {
  over: 'organisation',
  of: ({ name }: { readonly name?: string }) => (name === undefined ? undefined : folded(name)),
} as const

/** Records with attributes are found by each of them. */
const ATTRIBUTED = {
  attributed: ({ attributes }: Pick<RegisteredResource, 'attributes'>) => termsOf(attributes ?? {}),
} as const

export const records = {
  account: kind<Account>()({
    table: 'accounts',
    key: ['id'],
    lookups: {
      address: {
        over: 'organisation',
        of: ({ email }) => (email === undefined ? undefined : normalAddress(email)),
      },
      external_id: { over: 'organisation', optional: true },
      folded_name: FOLDED_NAME,
    },
    among: ATTRIBUTED,
    dates: ['created_at', 'disabled.at', 'disabled.until'],
    opaque: ['attributes'],
  }),
  group: kind<Group>()({ table: 'groups', key: ['id'], lookups: {}, dates: ['created_at'] }),
  resource: kind<RegisteredResource>()({
    table: 'resources',
    key: ['id'],
    lookups: { folded_name: FOLDED_NAME },
    among: ATTRIBUTED,
    dates: ['created_at', 'updated_at'],
    opaque: ['attributes'],
  }),
  version: kind<ResourceVersion>()({
    table: 'versions',
    key: ['resource', 'id'],
    partOf: 'resource',
    lookups: {},
    dates: ['created_at', 'reverted_at'],
  }),
  invitation: kind<Invitation>()({
    table: 'invitations',
    key: ['id'],
    lookups: {
      token_hash: { over: 'installation', unique: true },
      email: { over: 'organisation' },
      invited_by: { over: 'organisation' },
    },
    dates: ['created_at', 'expires_at', 'access_expires_at'],
  }),
  api_key: kind<ApiKey>()({
    table: 'api_keys',
    key: ['id'],
    lookups: { hash: { over: 'installation', unique: true }, subject: { over: 'organisation' } },
    dates: ['created_at', 'expires_at'],
    namesOrg: true,
    noted: 'last_used_at',
    optional: ['networks', 'expires_at'],
  }),
  client: kind<Client>()({
    table: 'clients',
    key: ['id'],
    lookups: {
      id: { over: 'installation', unique: true },
      subject: { over: 'organisation', optional: true },
    },
    dates: ['created_at', 'secrets.created_at', 'secrets.expires_at'],
    namesOrg: true,
  }),
  identity_provider: kind<Idp>()({
    table: 'identity_providers',
    key: ['id'],
    lookups: {},
    dates: ['created_at', 'updated_at'],
    opaque: ['connection', 'secrets', 'mappings'],
    bound: 20,
  }),
  email_domain: kind<EmailDomain>()({
    table: 'email_domains',
    key: ['id'],
    lookups: {
      verified: { over: 'installation', of: ({ id, verified_at }) => (verified_at ? id : undefined) },
    },
    dates: ['created_at', 'verified_at'],
    bound: 200,
  }),
  identity: kind<Identity>()({
    table: 'identities',
    key: ['idp', 'subject'],
    lookups: {
      account: { over: 'organisation' },
      user_name: {
        over: 'organisation',
        within: ['idp'],
        of: ({ scim }) => scim?.user_name.toLowerCase(),
      },
    },
    dates: ['created_at', 'scim.updated_at', 'joined.at', 'first_signed_in_at'],
    opaque: ['scim.attributes'],
  }),
  scim_token: kind<ScimToken>()({
    table: 'scim_tokens',
    key: ['id'],
    lookups: { hash: { over: 'installation', unique: true } },
    dates: ['created_at', 'expires_at'],
    bound: 20,
  }),
  scim_group: kind<ScimGroup>()({
    table: 'scim_groups',
    key: ['id'],
    lookups: { idp: { over: 'organisation' } },
    dates: ['created_at', 'updated_at'],
  }),
  policy_plan: kind<PolicyPlan>()({
    table: 'policy_plans',
    key: ['id'],
    lookups: {},
    dates: ['created_at', 'expires_at'],
    opaque: ['change', 'effects'],
    bound: 10,
  }),
  role: kind<RoleDescription>()({
    table: 'roles',
    key: ['id'],
    lookups: {},
    dates: ['created_at'],
    bound: 100,
  }),
  support_access: kind<SupportAccess>()({
    table: 'support_accesses',
    key: ['id'],
    lookups: {},
    dates: ['created_at', 'expires_at'],
    bound: 100,
  }),
} as const

type Records = typeof records

export type RecordKind = keyof Records
export type RecordOf<K extends RecordKind> = NonNullable<Records[K]['noun']>

/** Kinds with a bound: all records of an organisation may be read at once. */
export type BoundedKind = { [K in RecordKind]: Records[K] extends { bound: number } ? K : never }[RecordKind]

/** Kinds whose last use is written outside changes. */
export type NotedKind = { [K in RecordKind]: Records[K] extends { noted: string } ? K : never }[RecordKind]

/** The fields that make a record of the kind this one, within its organisation. */
export type KeyField<K extends RecordKind> = Records[K]['key'][number] & keyof RecordOf<K>
export type KeyFields<K extends RecordKind> = Readonly<Pick<RecordOf<K>, KeyField<K>>>

/** An id, where that is the whole key; otherwise the fields of the key. */
export type RecordKey<K extends RecordKind> = Records[K]['key'] extends readonly ['id']
  ? RecordOf<K>['id' & keyof RecordOf<K>]
  : KeyFields<K>

/** The conditions that find records of the kind: parts of the key, and lookups of the row. A record must meet all of them. */
export type Where<K extends RecordKind> = {
  readonly [name in (Records[K]['key'][number] | keyof Records[K]['lookups']) & string]?: string
}

/** The rows by name, where the kind is only known at run time. */
export type Kinds = Readonly<Record<string, RecordRow<never>>>
