import type { Account, Group } from '../../src/model/account.ts'
import type { ApiKey } from '../../src/model/api-key.ts'
import type { AuditEvent } from '../../src/model/audit.ts'
import type { ChangeRecord } from '../../src/model/change.ts'
import type { Client } from '../../src/model/client.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { EmailDomain, Identity, Idp, ScimGroup, ScimToken } from '../../src/model/idp.ts'
import type { Invitation } from '../../src/model/invitation.ts'
import type { Organisation } from '../../src/model/organisation.ts'
import type { RegisteredResource, ResourceVersion } from '../../src/model/resource.ts'

/** A row of a table whose other columns only serve to find it. */
export interface Doc {
  readonly doc: string
}

/** Records as they are kept: JSON, where a time is ISO 8601. Which fields are times is said here, field by field: attributes may look like one. */
const read = <T>(doc: string, ...times: string[]): T => {
  const value = JSON.parse(doc)
  for (const time of times) if (value[time] !== undefined) value[time] = new Date(value[time])
  return value
}

export const readOrganisation = (doc: string) => read<Organisation>(doc, 'created_at', 'deleted_at')
export const readGroup = (doc: string) => read<Group>(doc, 'created_at')
export const readResource = (doc: string) => read<RegisteredResource>(doc, 'created_at', 'updated_at')
export const readVersion = (doc: string) => read<ResourceVersion>(doc, 'created_at', 'reverted_at')
export const readInvitation = (doc: string) => read<Invitation>(doc, 'created_at', 'expires_at')
export const readIdentityProvider = (doc: string) => read<Idp>(doc, 'created_at', 'updated_at')
export const readDomain = (doc: string) => read<EmailDomain>(doc, 'created_at', 'verified_at')
export const readScimToken = (doc: string) => read<ScimToken>(doc, 'created_at', 'expires_at')
export const readScimGroup = (doc: string) => read<ScimGroup>(doc, 'created_at', 'updated_at')
export const readEvent = (doc: string) => read<AuditEvent>(doc, 'at')

export const readAccount = (doc: string): Account => {
  const { disabled, ...account } = read<Account>(doc, 'created_at')
  return disabled ? { ...account, disabled: { ...disabled, at: new Date(disabled.at) } } : account
}

export const readIdentity = (doc: string): Identity => {
  const { scim, ...identity } = read<Identity>(doc, 'created_at')
  return scim ? { ...identity, scim: { ...scim, updated_at: new Date(scim.updated_at) } } : identity
}

export const readClient = (doc: string): Client => {
  const client = read<Client>(doc, 'created_at')
  const secrets = client.secrets.map(({ created_at, expires_at, ...secret }) => ({
    ...secret,
    created_at: new Date(created_at),
    ...(expires_at === undefined ? {} : { expires_at: new Date(expires_at) }),
  }))
  return { ...client, secrets }
}

/** The last use has a column of its own: it changes without a change of the organisation. */
export interface KeyRow {
  readonly doc: string
  readonly last_used: number | null
}

export const readKey = ({ doc, last_used }: KeyRow): ApiKey => ({
  ...read<ApiKey>(doc, 'created_at', 'expires_at'),
  ...(last_used === null ? {} : { last_used_at: new Date(last_used) }),
})

export interface ChangeRow {
  readonly revision: number
  readonly at: number
  readonly doc: string
  readonly adds: string
  readonly removes: string
}

export const readChange = (org: OrgId, row: ChangeRow): ChangeRecord => ({
  ...JSON.parse(row.doc),
  org,
  revision: row.revision,
  at: new Date(row.at),
  adds: JSON.parse(row.adds),
  removes: JSON.parse(row.removes),
})
