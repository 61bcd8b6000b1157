import type { AuditEvent } from '../../src/model/audit.ts'
import type { LineClock } from '../../src/model/line-clock.ts'
import type { AuditStore } from '../../src/ports/audit-store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import { chainOf } from './audit-lines.ts'
import { stepsOf } from './audit-steps.ts'
import type { Database } from './database.ts'
import { readEvent } from './documents.ts'
import { cut, placeOf } from './paging.ts'
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

interface AuditParts {
  now(): Date
  readonly clock: LineClock
  readonly turns: Turns
}

export const auditStore = (db: Database, writer: Writer, { now, clock, turns }: AuditParts): AuditStore => ({
  noted: clock.noted,
  append: async events => {
    if (events.length > 0) await writer.append(events)
  },
  query: async (org, filter, page) => {
    const rows: Row[] = []
    for await (const step of stepsOf(db, { org, filter, after: page.after }, turns)) {
      const wanted = page.limit + 1 - rows.length
      rows.push(...db.all<Row>(`${step.sql} LIMIT ?`, ...step.values, wanted))
      if (rows.length > page.limit) break
    }
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
  unchained: async (org, limit) => {
    const { lines, newest } = db.get<{ lines: number; newest: number | null }>(
      `SELECT count(*) AS lines, max(at) AS newest FROM
        (SELECT at FROM audit INDEXED BY audit_by_chain WHERE org = ? AND chain_n IS NULL ORDER BY n DESC LIMIT ?)`,
      org,
      limit,
    ) ?? { lines: 0, newest: null }
    return { lines, ...(newest === null ? {} : { newest: new Date(newest) }) }
  },
  hasOlder: async (org, than) =>
    db.get('SELECT 1 FROM audit WHERE org = ? AND at < ? LIMIT 1', org, than.getTime()) !== undefined,
  prune: (org, before) => writer.prune({ org, before, at: now() }),
})
