import type { OrgId } from '../../../src/model/id.ts'
import type { Page } from '../../../src/model/page.ts'
import {
  amongIn,
  keyOf,
  lookupIn,
  lookupsOf,
  placesIn,
  type RecordRow,
  whereOf,
} from '../../../src/model/record-row.ts'
import { type Among, endOf, type ListRequest } from '../../../src/ports/record-store.ts'
import type { Database } from '../database.ts'
import { cut, IN_ORG } from '../paging.ts'
import { recordFrom, type Stored, storedColumns } from './documents.ts'

/** A page, in the order of the key fields that the request leaves open. The cursor is their values in the last record of the page before. */
export const pageOf = (
  db: Database,
  row: RecordRow<never>,
  org: OrgId,
  request: ListRequest<never>,
): Page<Readonly<Record<string, unknown>>> => {
  if (request.among !== undefined) return amongPage(db, row, org, { ...request, among: request.among })
  const { limit, after, where = {}, begins, starts } = request
  const found = whereOf(row, where)
  const first = starts === undefined ? [] : [lookupIn(row, starts.lookup)]
  const open = [...first, ...row.key.filter(name => !found.some(([given]) => given === name))]
  const conditions = [
    ...found.map(([name, value]) => ({ sql: `${name} = ?`, values: [value] })),
    ...(starts === undefined
      ? []
      : [{ sql: `${open[0]} >= ? AND ${open[0]} < ?`, values: [starts.text, endOf(starts.text)] }]),
    ...beginning(open, begins),
    ...beyond(open, after),
  ]
  const sql = `SELECT ${storedColumns(row)} FROM ${row.table} WHERE ${[IN_ORG, ...conditions.map(({ sql }) => sql)].join(' AND ')}
    ORDER BY ${(open.length > 0 ? open : row.key).join(', ')} LIMIT ?`
  const rows = db.all<Stored>(sql, org, ...conditions.flatMap(({ values }) => values), limit + 1)
  const placeOf = (record: Readonly<Record<string, unknown>>): string => {
    const key = keyOf(row, record).filter((_, n) => open.includes(row.key[n] ?? ''))
    const place = [...first.map(name => lookupsOf(row, record)[name] ?? ''), ...key]
    return place.length === 1 ? (place[0] ?? '') : JSON.stringify(place)
  }
  return cut(
    rows.map(stored => recordFrom(row, stored)),
    limit,
    placeOf,
  )
}

/** Walks what has the value, in order of id, and reads the records of a page alone. */
const amongPage = (
  db: Database,
  row: RecordRow<never>,
  org: OrgId,
  { limit, after, begins, among }: ListRequest<never> & { among: Among },
): Page<Readonly<Record<string, unknown>>> => {
  const [key] = row.key
  const conditions = [...beginning([`f.${key}`], begins), ...beyond([`f.${key}`], after)]
  const sql = `SELECT ${storedColumns(row, 'r.')} FROM ${row.table}_${amongIn(row, among.name)} f
    CROSS JOIN ${row.table} r ON r.org = f.org AND r.${key} = f.${key}
    WHERE ${['f.org = (SELECT n FROM organisations WHERE id = ?) AND f.value = ?', ...conditions.map(each => each.sql)].join(' AND ')}
    ORDER BY f.${key} LIMIT ?`
  const rows = db.all<Stored>(sql, org, among.value, ...conditions.flatMap(({ values }) => values), limit + 1)
  return cut(
    rows.map(stored => recordFrom(row, stored)),
    limit,
    record => keyOf(row, record)[0] ?? '',
  )
}

interface Condition {
  readonly sql: string
  readonly values: readonly string[]
}

const beginning = (open: readonly string[], begins: string | undefined): Condition[] => {
  if (begins === undefined) return []
  const end = begins.slice(0, -1) + String.fromCharCode(begins.charCodeAt(begins.length - 1) + 1)
  return [{ sql: `${open.at(-1)} >= ? AND ${open.at(-1)} < ?`, values: [begins, end] }]
}

const beyond = (open: readonly string[], after: string | undefined): Condition[] => {
  if (after === undefined || open.length === 0) return []
  if (open.length === 1) return [{ sql: `${open[0]} > ?`, values: [after] }]
  const place = placesIn(after)
  if (place.length !== open.length) return []
  return [{ sql: `(${open.join(', ')}) > (${open.map(() => '?').join(', ')})`, values: place }]
}
