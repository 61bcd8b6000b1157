import type { RecordWrite } from '../../../src/model/change.ts'
import type { OrgId } from '../../../src/model/id.ts'
import { type RecordRow, whereOf } from '../../../src/model/record-row.ts'
import type { Kinds } from '../../../src/model/records.ts'
import type { Database } from '../database.ts'
import { endSignIns } from '../oidc-records.ts'
import { columnsOf } from './documents.ts'
import { rowOf } from './tables.ts'

/** Where a change writes its records: within its transaction, under the organisation's number. */
export interface Target {
  readonly db: Database
  readonly kinds: Kinds
  readonly n: number
  readonly org: OrgId
}

type Put = Extract<RecordWrite, { put: unknown }>
type Drop = Exclude<RecordWrite, Put>

export const writeRecord = (to: Target, write: RecordWrite): void =>
  'put' in write ? put(to, write) : drop(to, write)

const put = ({ db, kinds, n, org }: Target, write: Put): void => {
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
  const row = rowOf(kinds, write.put)
  const columns = { org: n, ...columnsOf(row, write.value) }
  db.run(upsert(row, Object.keys(columns)), ...Object.values(columns))
}

/** What names its organisation itself is read by that name: a change must not be able to write it for another. */
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

/** A use is noted beside changes, and is not theirs to move back. */
const latest = (table: string, name: string): string =>
  `${name} = max(coalesce(${table}.${name}, excluded.${name}), coalesce(excluded.${name}, ${table}.${name}))`

const drop = ({ db, kinds, n, org }: Target, write: Drop): void => {
  if (write.drop === 'sign_in') {
    endSignIns(db, org, write.of)
    return
  }
  const row = rowOf(kinds, write.drop)
  const found = whereOf(row, 'where' in write ? write.where : keyFields(row, write))
  if (found.length === 0) throw new TypeError(`a drop of ${write.drop} names none of them`)
  const conditions = found.map(([name]) => ` AND ${name} = ?`).join('')
  db.run(`DELETE FROM ${row.table} WHERE org = ?${conditions}`, n, ...found.map(([, value]) => value))
}

const keyFields = ({ key }: RecordRow<never>, write: object): Record<string, string> =>
  Object.fromEntries(key.map(name => [name, String(Object(write)[name])]))
