import type { AuditEvent } from '../../src/model/audit.ts'
import type { AuditFilter, AuditStore } from '../../src/ports/audit-store.ts'
import { chainOf } from './audit-lines.ts'
import type { Database } from './database.ts'
import { readEvent } from './documents.ts'
import { cut, momentOf, placeOf } from './paging.ts'
import type { Writer } from './writer/writer.ts'

interface Row {
  readonly n: number
  readonly at: number
  readonly doc: string
}

interface LineRow extends Pick<Row, 'at' | 'doc'> {
  readonly id: string
  readonly actor: string
  readonly operation: string
  readonly target: string
  readonly chain_n: number
}

/** The columns by which a line is found are part of it: they must not say anything else than it does. */
const lineOf = ({ id, at, actor, operation, target, chain_n, doc }: LineRow): AuditEvent => {
  const event = readEvent(doc)
  const found = { id, at: new Date(at), actor, operation, target } as Pick<AuditEvent, 'id' | 'at' | 'actor'>
  return { ...event, ...found, chain: { n: chain_n, hash: event.chain?.hash ?? '' } }
}

/** As in the index of refusals. */
const OUTCOMES = {
  refused: "a.doc ->> '$.outcome' = 'refused'",
  done: "a.doc ->> '$.outcome' = 'done'",
} as const satisfies Record<AuditEvent['outcome'], string>

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
const wayIn = (filter: AuditFilter): { readonly from: string; readonly by: string } => {
  if (filter.subject !== undefined)
    return { from: 'audit_subjects s CROSS JOIN audit a ON a.n = s.n', by: 's' }
  return { from: `audit a INDEXED BY ${indexFor(filter)}`, by: 'a' }
}

const indexFor = ({ actor, target, operation, outcome }: AuditFilter): string => {
  if (target !== undefined) return 'audit_by_target'
  if (actor !== undefined) return 'audit_by_actor'
  if (outcome === 'refused') return 'audit_refused'
  return operation === undefined ? 'audit_by_time' : 'audit_by_operation'
}

export const auditStore = (db: Database, writer: Writer, now: () => Date): AuditStore => ({
  append: async events => {
    if (events.length > 0) await writer.append(events)
  },
  query: async (org, filter, page) => {
    const asked = conditions(filter)
    const after = page.after === undefined ? [] : momentOf(page.after)
    const { from, by } = wayIn(filter)
    const beyond = after.length ? [`(${by}.at, ${by}.n) < (?, ?)`] : []
    const outcome = filter.outcome === undefined ? [] : [OUTCOMES[filter.outcome]]
    const where = [`${by}.org = ?`, ...asked.map(([sql]) => sql), ...beyond, ...outcome]
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
  chain: async org => chainOf(db, org),
  chained: async (org, after, limit) =>
    db
      .all<LineRow>(
        `SELECT id, at, actor, operation, target, chain_n, doc FROM audit
          WHERE org = ? AND chain_n > ? ORDER BY chain_n LIMIT ?`,
        org,
        after,
        limit,
      )
      .map(lineOf),
  unchained: async org => {
    const { lines, newest } = db.get<{ lines: number; newest: number | null }>(
      'SELECT count(*) AS lines, max(at) AS newest FROM audit WHERE org = ? AND chain_n IS NULL',
      org,
    ) ?? { lines: 0, newest: null }
    return { lines, ...(newest === null ? {} : { newest: new Date(newest) }) }
  },
  hasOlder: async (org, than) =>
    db.get('SELECT 1 FROM audit WHERE org = ? AND at < ? LIMIT 1', org, than.getTime()) !== undefined,
  prune: (org, before) => writer.prune({ org, before, at: now() }),
})
