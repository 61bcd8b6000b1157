import type { Page, PageRequest } from '../../src/model/page.ts'
import type { Database } from './database.ts'

/** The condition that a row is of the organisation with this id. */
export const IN_ORG = 'org = (SELECT n FROM organisations WHERE id = ?)'

/** A list kept under ids, as SQL: `select` ends in a WHERE clause that `values` fill, and the id's column is `id`. */
export interface Listing<Row, T> {
  readonly select: string
  readonly values: readonly (string | number)[]
  readonly page: PageRequest
  readonly read: (row: Row) => T
}

/** A page in byte order of id. The cursor is the last id of the page before. */
export const pageById = <Row, T extends { readonly id: string }>(
  db: Database,
  { select, values, page, read }: Listing<Row, T>,
): Page<T> => {
  const from = page.after === undefined ? [] : [page.after]
  const sql = `${select} ${from.length ? 'AND id > ?' : ''} ORDER BY id LIMIT ?`
  const rows = db.all<Row>(sql, ...values, ...from, page.limit + 1)
  return cut(rows.map(read), page.limit, item => item.id)
}

/** Takes the one item too many, which says that there is a next page, off again. */
export const cut = <T>(items: readonly T[], limit: number, cursor: (item: T) => string): Page<T> => {
  const last = items[limit - 1]
  return items.length > limit && last !== undefined
    ? { items: items.slice(0, limit), next: cursor(last) }
    : { items }
}
