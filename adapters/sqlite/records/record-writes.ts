import type { RecordWrite } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { type RecordRow, whereOf } from '../../../src/model/record-row.ts'
import type { Kinds } from '../../../src/model/records.ts'
import { endings } from '../oidc-records.ts'
import type { Statement } from '../writer/statement.ts'
import { columnsOf } from './documents.ts'
import { rowOf } from './tables.ts'

type Put = Extract<RecordWrite, { put: unknown }>
type Drop = Exclude<RecordWrite, Put>

/** What a change writes beside its rules, as statements for its transaction. */
export const recordStatements = (kinds: Kinds, org: OrgId, write: RecordWrite): Statement[] =>
  'put' in write ? [put(kinds, org, write)] : drop(kinds, org, write)

const put = (kinds: Kinds, org: OrgId, write: Put): Statement => {
  checkOwner(org, write)
  if (write.put === 'organisation') {
    const { value } = write
    const sql = 'UPDATE organisations SET doc = ?2, deleted = ?3 WHERE n = ?1'
    return { inOrg: true, sql, values: [JSON.stringify(value), value.deleted_at ? 1 : 0] }
  }
  const row = rowOf(kinds, write.put)
  const columns = columnsOf(row, write.value)
  return { inOrg: true, sql: upsert(row, ['org', ...Object.keys(columns)]), values: Object.values(columns) }
}

/** A record that names its organisation is read by that name, so a change must not write it for another organisation. */
const checkOwner = (org: OrgId, { put, value }: Put): void => {
  const owner = put === 'organisation' ? value.id : 'org' in value ? value.org : org
  if (owner !== org) throw new TypeError(`a change of ${org} puts the ${put} of ${owner}`)
}

/** Names are ours, from the row; every value is bound. */
const upsert = ({ table, key, noted }: RecordRow<never>, columns: readonly string[]): string => {
  const set = columns
    .filter(name => name !== 'org' && !key.includes(name))
    .map(name => (name === noted ? latest(table, name) : `${name} = excluded.${name}`))
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (org, ${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`
}

/** A use is noted beside changes, and no change moves it back. */
const latest = (table: string, name: string): string =>
  `${name} = max(coalesce(${table}.${name}, excluded.${name}), coalesce(excluded.${name}, ${table}.${name}))`

const drop = (kinds: Kinds, org: OrgId, write: Drop): Statement[] => {
  if (write.drop === 'sign_in') return endings(org, write.of)
  const row = rowOf(kinds, write.drop)
  const found = whereOf(row, 'where' in write ? write.where : keyFields(row, write))
  if (found.length === 0) throw new TypeError(`a drop of ${write.drop} names none of them`)
  const conditions = found.map(([name]) => ` AND ${name} = ?`).join('')
  const sql = `DELETE FROM ${row.table} WHERE org = ?${conditions}`
  return [{ inOrg: true, sql, values: found.map(([, value]) => value) }]
}

const keyFields = ({ key }: RecordRow<never>, write: object): Record<string, string> =>
  Object.fromEntries(key.map(name => [name, String(Object(write)[name])]))
