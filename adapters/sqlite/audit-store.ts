import type { AuditEvent } from '../../src/model/audit.ts'
import type { AuditFilter, AuditStore } from '../../src/ports/audit-store.ts'
import type { Database } from './database.ts'
import { readEvent } from './documents.ts'
import { cut, momentOf, placeOf } from './paging.ts'
import { pruneBefore } from './pruning.ts'
import { type Statement, statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

const INSERT = 'INSERT INTO audit (id, org, at, actor, operation, target, doc) VALUES (?, ?, ?, ?, ?, ?, ?)'

const lineOf = (event: AuditEvent) => [
  event.id,
  event.org,
  event.at.getTime(),
  event.actor,
  event.operation,
  event.target,
  JSON.stringify(event),
]

const subjectsOf = (event: AuditEvent): readonly string[] => [
  ...new Set(event.subjects ?? [event.actor, event.target]),
]

/** One line of the trail, and the subjects that it is about. */
const eventStatements = (event: AuditEvent): Statement[] => [
  statement(INSERT, ...lineOf(event)),
  ...subjectsOf(event).map(subject =>
    statement(
      'INSERT INTO audit_subjects (org, subject, at, n) SELECT org, ?, at, n FROM audit WHERE id = ?',
      subject,
      event.id,
    ),
  ),
]

/** Writes it within the caller's transaction, where the line's number need not be looked up. */
export const writeEvent = (db: Database, event: AuditEvent): void => {
  const n = db.get<{ n: number }>(`${INSERT} RETURNING n`, ...lineOf(event))?.n ?? 0
  for (const subject of subjectsOf(event))
    db.run(
      'INSERT INTO audit_subjects (org, subject, at, n) VALUES (?, ?, ?, ?)',
      event.org,
      subject,
      event.at.getTime(),
      n,
    )
}

interface Row {
  readonly n: number
  readonly at: number
  readonly doc: string
}

/** Each filter that is given, as a condition and its value. Column names are ours; values are always bound. */
const conditions = ({ subject, actor, operation, target, since, until }: AuditFilter) =>
  [
    ['s.subject = ?', subject],
    ['actor = ?', actor],
    ['operation = ?', operation],
    ['target = ?', target],
    ['a.at >= ?', since?.getTime()],
    ['a.at < ?', until?.getTime()],
  ].filter((line): line is [string, string | number] => line[1] !== undefined)

/** The most selective index. SQLite keeps no statistics here and might choose the one by time. */
const wayIn = ({ subject, actor, target }: AuditFilter): { readonly from: string; readonly by: string } => {
  if (subject !== undefined) return { from: 'audit_subjects s CROSS JOIN audit a ON a.n = s.n', by: 's' }
  if (target !== undefined) return { from: 'audit a INDEXED BY audit_by_target', by: 'a' }
  return { from: `audit a INDEXED BY ${actor === undefined ? 'audit_by_time' : 'audit_by_actor'}`, by: 'a' }
}

export const auditStore = (db: Database, writer: Writer): AuditStore => ({
  append: async events => {
    if (events.length > 0) await writer.run(...events.flatMap(eventStatements))
  },
  query: async (org, filter, page) => {
    const asked = conditions(filter)
    const after = page.after === undefined ? [] : momentOf(page.after)
    const { from, by } = wayIn(filter)
    const beyond = after.length ? [`(${by}.at, ${by}.n) < (?, ?)`] : []
    const where = [`${by}.org = ?`, ...asked.map(([sql]) => sql), ...beyond]
    const rows = db.all<Row>(
      `SELECT a.n, a.at, a.doc FROM ${from}
        WHERE ${where.join(' AND ')} ORDER BY ${by}.at DESC, ${by}.n DESC LIMIT ?`,
      org,
      ...asked.map(([, value]) => value),
      ...after,
      page.limit + 1,
    )
    const { items, next } = cut(rows, page.limit, placeOf)
    return { items: items.map(({ doc }) => readEvent(doc)), ...(next === undefined ? {} : { next }) }
  },
  prune: before => pruneBefore(writer, 'audit', before),
})
