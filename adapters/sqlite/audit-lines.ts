import type { AuditEvent } from '../../src/model/audit.ts'
import { type AuditChain, type ChainLink, linkedAll, pruningLine } from '../../src/model/audit-chain.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Database } from './database.ts'

/** Writes lines of the trail, within the caller's transaction. */

export const subjectsOf = (event: AuditEvent): readonly string[] => [
  ...new Set(event.subjects ?? [event.actor, event.target]),
]

/** The line as it is. */
export const writeLine = (db: Database, event: AuditEvent): void => {
  const { n } = db.get<{ n: number }>(
    `INSERT INTO audit (id, org, at, actor, operation, target, chain_n, doc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING n`,
    event.id,
    event.org,
    event.at.getTime(),
    event.actor,
    event.operation,
    event.target,
    event.chain?.n ?? null,
    JSON.stringify(event),
  ) ?? { n: 0 }
  for (const subject of subjectsOf(event))
    db.run(
      'INSERT INTO audit_subjects (org, subject, at, n) VALUES (?, ?, ?, ?)',
      event.org,
      subject,
      event.at.getTime(),
      n,
    )
}

/** The columns of {@link chainIn}. */
export interface ChainRow {
  readonly chain_n: number
  readonly chain_hash: string
  readonly pruned_n: number
  readonly pruned_hash: string
}

export const chainIn = ({ chain_n, chain_hash, pruned_n, pruned_hash }: ChainRow): AuditChain => ({
  head: { n: chain_n, hash: chain_hash },
  pruned: { n: pruned_n, hash: pruned_hash },
})

export const chainOf = (db: Database, org: OrgId): AuditChain | undefined => {
  const row = db.get<ChainRow>(
    'SELECT chain_n, chain_hash, pruned_n, pruned_hash FROM organisations WHERE id = ?',
    org,
  )
  return row && chainIn(row)
}

/** Lines of one organisation, after the last that it has. */
export const writeLinked = (
  db: Database,
  org: OrgId,
  head: ChainLink,
  events: readonly AuditEvent[],
): void => {
  const { lines, head: next } = linkedAll(head, events)
  for (const line of lines) writeLine(db, line)
  db.run('UPDATE organisations SET chain_n = ?, chain_hash = ? WHERE id = ?', next.n, next.hash, org)
}

/** Lines of any organisations. */
export const appendLines = (db: Database, events: readonly AuditEvent[]): void => {
  for (const [org, own] of Map.groupBy(events, event => event.org)) {
    const chain = chainOf(db, org)
    if (chain) writeLinked(db, org, chain.head, own)
    else for (const event of own) writeLine(db, event)
  }
}

/** What is pruned, as data: it crosses to the thread that writes. */
export interface Pruning {
  readonly org: OrgId
  readonly before: Date
  readonly at: Date
}

/** Lines a step: some milliseconds, after which other writes have their turn. */
const STEP = 2_000

/** As AuditStore.prune. */
export const pruneLines = (db: Database, { org, before, at }: Pruning): number => {
  const chain = chainOf(db, org)
  if (!chain) return 0
  const first = db.all<{ n: number; at: number; chain_n: number; hash: string }>(
    `SELECT n, at, chain_n, doc ->> '$.chain.hash' AS hash FROM audit
      WHERE org = ? AND chain_n > ? ORDER BY chain_n LIMIT ${STEP}`,
    org,
    chain.pruned.n,
  )
  const young = first.findIndex(line => line.at >= before.getTime())
  const old = young < 0 ? first : first.slice(0, young)
  const loose = db.all<{ n: number }>(
    `SELECT n FROM audit WHERE org = ? AND chain_n IS NULL AND at < ? LIMIT ${STEP}`,
    org,
    before.getTime(),
  )
  const lines = old.length + loose.length
  if (lines === 0) return 0
  for (const { n } of [...old, ...loose]) db.run('DELETE FROM audit WHERE n = ?', n)
  const end = old.at(-1)
  const last = end ? { n: end.chain_n, hash: end.hash } : chain.pruned
  db.run('UPDATE organisations SET pruned_n = ?, pruned_hash = ? WHERE id = ?', last.n, last.hash, org)
  writeLinked(db, org, chain.head, [pruningLine({ org, at, before, lines, last })])
  return lines
}
