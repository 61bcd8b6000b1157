import type { Account, Group } from '../../../src/model/account.ts'
import type { ApiKey } from '../../../src/model/api-key.ts'
import type { RecordWrite } from '../../../src/model/change.ts'
import type { Client } from '../../../src/model/client.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { EmailDomain, Identity, Idp, ScimGroup, ScimToken } from '../../../src/model/idp.ts'
import type { Invitation } from '../../../src/model/invitation.ts'
import type { RegisteredResource, ResourceVersion } from '../../../src/model/resource.ts'
import type { Collections, RecordDocument } from '../schema/collections.ts'
import { partKey, recordKey } from './keys.ts'

/** Where a noun is kept, and how it becomes a document and comes back. */
export interface RecordKind<T> {
  readonly in: RecordCollection
  write(org: OrgId, value: T): RecordDocument
  read(document: RecordDocument): T
}

export type RecordCollection = {
  [name in keyof Collections]: Collections[name] extends Collections['accounts'] ? name : never
}[keyof Collections]

interface Shape<T> {
  readonly in: RecordCollection
  readonly key: (org: OrgId, value: T) => string
  /** Fields whose keys are a caller's: kept as the text of their JSON, so that none of them is a field name here. */
  readonly json?: readonly (keyof T & string)[]
  /** True for nouns that name their organisation themselves. */
  readonly ownOrg?: true
}

const kind = <T extends object>({ in: where, key, json = [], ownOrg }: Shape<T>): RecordKind<T> => ({
  in: where,
  write: (org, value) => {
    const fields: Record<string, unknown> = Object.fromEntries(Object.entries(value))
    for (const name of json) if (fields[name] !== undefined) fields[name] = JSON.stringify(fields[name])
    return { ...fields, _id: key(org, value), org }
  },
  read: ({ _id, org, ...stored }) => {
    const fields: Record<string, unknown> = { ...stored }
    for (const name of json) if (fields[name] !== undefined) fields[name] = JSON.parse(String(fields[name]))
    return (ownOrg ? { ...fields, org } : fields) as T
  },
})

const byId = (org: OrgId, { id }: { readonly id: string }) => recordKey(org, id)

/** Every noun that a change puts beside its rules. */
export const records = {
  account: kind<Account>({ in: 'accounts', key: byId, json: ['attributes'] }),
  group: kind<Group>({ in: 'groups', key: byId }),
  resource: kind<RegisteredResource>({ in: 'resources', key: byId, json: ['attributes'] }),
  version: kind<ResourceVersion>({
    in: 'versions',
    key: (org, { resource, id }) => partKey(org, resource, id),
  }),
  invitation: kind<Invitation>({ in: 'invitations', key: byId }),
  api_key: kind<ApiKey>({ in: 'api_keys', key: byId, ownOrg: true }),
  client: kind<Client>({ in: 'clients', key: byId, ownOrg: true }),
  identity_provider: kind<Idp>({
    in: 'identity_providers',
    key: byId,
    json: ['connection', 'secrets', 'mappings'],
  }),
  email_domain: kind<EmailDomain>({ in: 'email_domains', key: byId }),
  identity: withScim(
    kind<Identity>({ in: 'identities', key: (org, { idp, subject }) => partKey(org, idp, subject) }),
  ),
  scim_token: kind<ScimToken>({ in: 'scim_tokens', key: byId }),
  scim_group: kind<ScimGroup>({ in: 'scim_groups', key: byId }),
} satisfies Record<Exclude<Extract<RecordWrite, { put: string }>['put'], 'organisation'>, unknown>

/** By SCIM, attributes are a caller's JSON one level down, and the user name is found in lower case. */
function withScim({ in: where, write, read }: RecordKind<Identity>): RecordKind<Identity> {
  return {
    in: where,
    write: (org, value) => {
      const document = write(org, value)
      if (!value.scim) return document
      const scim = { ...value.scim, attributes: JSON.stringify(value.scim.attributes) }
      return { ...document, scim, user_name: value.scim.user_name.toLowerCase() }
    },
    read: ({ user_name: _, ...document }) => {
      const value = read(document)
      if (!value.scim) return value
      return { ...value, scim: { ...value.scim, attributes: JSON.parse(String(value.scim.attributes)) } }
    },
  }
}
