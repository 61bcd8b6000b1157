import type { OrgId } from '../../../src/model/id.ts'
import type { Page, PageRequest } from '../../../src/model/page.ts'
import { type RecordRow, whereOf } from '../../../src/model/record-row.ts'
import type { Kinds } from '../../../src/model/records.ts'
import {
  type ListRequest,
  MAX_ANYWHERE,
  type RecordStore,
  type Use,
} from '../../../src/ports/record-store.ts'
import type { Database } from '../database.ts'
import { type Doc, readOrganisation } from '../documents.ts'
import { cut, IN_ORG } from '../paging.ts'
import { statement } from '../writer/statement.ts'
import type { Writer } from '../writer/writer.ts'
import { recordFrom, type Stored, storedColumns } from './documents.ts'
import { pageOf } from './pages.ts'
import { rowOf } from './tables.ts'

/** What is kept of each kind, read by statements made from its row. Values are always bound. */
export const recordStore = (db: Database, writer: Pick<Writer, 'run'>, kinds: Kinds): RecordStore => {
  const reads = {
    find: async (kind: string, org: OrgId, key: string | Readonly<Record<string, string>>) => {
      const row = rowOf(kinds, kind)
      const found = db.get<Stored>(
        `SELECT ${storedColumns(row)} FROM ${row.table} WHERE ${IN_ORG}${row.key.map(name => ` AND ${name} = ?`).join('')}`,
        org,
        ...row.key.map(name => (typeof key === 'string' ? key : (key[name] ?? ''))),
      )
      return found && recordFrom(row, found)
    },
    several: async (kind: string, org: OrgId, ids: readonly string[]) =>
      several(db, rowOf(kinds, kind), org, ids),
    list: async (kind: string, org: OrgId, request: ListRequest<never>) =>
      pageOf(db, rowOf(kinds, kind), org, request),
    all: async (kind: string, org: OrgId) => {
      const row = rowOf(kinds, kind)
      return pageOf(db, row, org, { limit: row.bound ?? 0 }).items
    },
    anywhere: async (kind: string, where: Readonly<Record<string, string | undefined>>) =>
      anywhere(db, rowOf(kinds, kind), where),
    note: async (kind: string, uses: readonly Use[]) => note(writer, rowOf(kinds, kind), uses),
    organisation: async (id: OrgId) => {
      const found = db.get<Doc>('SELECT doc FROM organisations WHERE id = ? AND deleted = 0', id)
      return found && readOrganisation(found.doc)
    },
    organisations: async (page: PageRequest) => organisations(db, page),
  }
  // The rows say what each kind is, and the port's types follow from the rows: this is where the two meet.
  return reads as unknown as RecordStore
}

const several = (db: Database, row: RecordRow<never>, org: OrgId, ids: readonly string[]) =>
  db
    .all<Stored>(
      // CROSS JOIN makes SQLite look up each id. Without it, SQLite would read every record of the organisation.
      `SELECT ${storedColumns(row, 'r.')} FROM json_each(?) AS asked
        CROSS JOIN ${row.table} r ON r.org = (SELECT n FROM organisations WHERE id = ?) AND r.${row.key[0]} = asked.value
        ORDER BY asked.key`,
      JSON.stringify(ids),
      org,
    )
    .map(found => recordFrom(row, found))

const anywhere = (
  db: Database,
  row: RecordRow<never>,
  where: Readonly<Record<string, string | undefined>>,
) => {
  const found = whereOf(row, where)
  return db
    .all<Stored & { org: OrgId }>(
      `SELECT o.id AS org, ${storedColumns(row, 'r.')} FROM ${row.table} r JOIN organisations o ON o.n = r.org
        WHERE o.deleted = 0${found.map(([name]) => ` AND r.${name} = ?`).join('')} ORDER BY o.id LIMIT ${MAX_ANYWHERE}`,
      ...found.map(([, value]) => value),
    )
    .map(({ org, ...stored }) => ({ org, value: recordFrom(row, stored) }))
}

const note = async (
  writer: Pick<Writer, 'run'>,
  { table, key, noted }: RecordRow<never>,
  uses: readonly Use[],
): Promise<void> => {
  if (noted === undefined) throw new TypeError(`no use of ${table} is noted`)
  if (uses.length === 0) return
  const sql = `UPDATE ${table} SET ${noted} = max(coalesce(${noted}, ?1), ?1)
    WHERE org = (SELECT n FROM organisations WHERE id = ?2) AND ${key[0]} = ?3`
  await writer.run(...uses.map(({ org, id, at }) => statement(sql, at.getTime(), org, id)))
}

const organisations = (
  db: Database,
  { limit, after }: PageRequest,
): Page<ReturnType<typeof readOrganisation>> => {
  const from = after === undefined ? [] : [after]
  const rows = db.all<Doc>(
    `SELECT doc FROM organisations WHERE deleted = 0 ${from.length ? 'AND id > ?' : ''} ORDER BY id LIMIT ?`,
    ...from,
    limit + 1,
  )
  return cut(
    rows.map(({ doc }) => readOrganisation(doc)),
    limit,
    ({ id }) => id,
  )
}
