import type { RecordWrite } from '../../src/model/change.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Database } from './database.ts'
import { endSignIns } from './oidc-records.ts'
import { type Columns, columnsOf } from './record-columns.ts'

/** Where a change writes its records: within its transaction, under the organisation's number. */
interface Target {
  readonly db: Database
  readonly n: number
  readonly org: OrgId
}

type Put = Extract<RecordWrite, { put: unknown }>
type Drop = Extract<RecordWrite, { drop: unknown }>

export const writeRecord = (to: Target, write: RecordWrite): void =>
  'put' in write ? put(to, write) : drop(to, write)

const put = ({ db, n, org }: Target, write: Put): void => {
  checkOwner(org, write)
  if (write.put === 'organisation') {
    const { value } = write
    db.run(
      'UPDATE organisations SET doc = ?, deleted = ? WHERE n = ?',
      JSON.stringify(value),
      value.deleted_at ? 1 : 0,
      n,
    )
    return
  }
  const { table, key, found, doc } = columnsOf(write)
  const columns = { org: n, ...key, ...found, doc: JSON.stringify(doc) }
  db.run(upsert(table, Object.keys(columns), Object.keys(key)), ...Object.values(columns))
}

/** What names its organisation itself is read by that name: a change must not be able to write it for another. */
const checkOwner = (org: OrgId, { put, value }: Put): void => {
  const owner = put === 'organisation' ? value.id : 'org' in value ? value.org : org
  if (owner !== org) throw new TypeError(`a change of ${org} puts the ${put} of ${owner}`)
}

/** Names are ours, from record-columns.ts; every value is bound. */
const upsert = (table: Columns['table'], columns: readonly string[], key: readonly string[]): string => {
  const set = columns.filter(name => name !== 'org' && !key.includes(name)).map(name => assigned(table, name))
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (org, ${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`
}

/** The last use of a key is noted beside changes, and is not theirs to move back. */
const assigned = (table: Columns['table'], name: string): string =>
  name === 'last_used'
    ? `last_used = max(coalesce(${table}.last_used, excluded.last_used), coalesce(excluded.last_used, ${table}.last_used))`
    : `${name} = excluded.${name}`

const DROP = {
  account: 'DELETE FROM accounts WHERE org = ? AND id = ?',
  group: 'DELETE FROM groups WHERE org = ? AND id = ?',
  resource: 'DELETE FROM resources WHERE org = ? AND id = ?',
  version: 'DELETE FROM versions WHERE org = ? AND id = ? AND resource = ?',
  invitation: 'DELETE FROM invitations WHERE org = ? AND id = ?',
  invitations_of: 'DELETE FROM invitations WHERE org = ? AND email = ?',
  api_key: 'DELETE FROM api_keys WHERE org = ? AND id = ?',
  api_keys_of: 'DELETE FROM api_keys WHERE org = ? AND subject = ?',
  client: 'DELETE FROM clients WHERE org = ? AND id = ?',
  identity_provider: 'DELETE FROM identity_providers WHERE org = ? AND id = ?',
  email_domain: 'DELETE FROM email_domains WHERE org = ? AND id = ?',
  identities_of: 'DELETE FROM identities WHERE org = ? AND account = ?',
  scim_token: 'DELETE FROM scim_tokens WHERE org = ? AND id = ?',
  scim_group: 'DELETE FROM scim_groups WHERE org = ? AND id = ?',
} as const satisfies Record<Exclude<Drop['drop'], 'sign_ins'>, string>

const drop = ({ db, n, org }: Target, write: Drop): void => {
  if (write.drop === 'sign_ins') endSignIns(db, org, write.of)
  else if (write.drop === 'version') db.run(DROP.version, n, write.id, write.resource)
  else if ('email' in write) db.run(DROP[write.drop], n, write.email)
  else if ('subject' in write) db.run(DROP[write.drop], n, write.subject)
  else db.run(DROP[write.drop], n, write.id)
}
