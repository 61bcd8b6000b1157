import { type AuditEvent, eventIdOf } from '../../src/model/audit.ts'
import { BEGINNING, type ChainLink } from '../../src/model/audit-chain.ts'
import type { Change, ChangeRecord } from '../../src/model/change.ts'
import { Conflict } from '../../src/ports/errors.ts'
import { writeLinked } from './audit-lines.ts'
import { keepChange } from './changes.ts'
import type { Database } from './database.ts'
import { noteChange } from './receipt-store.ts'
import { changeRules } from './rules.ts'
import { runStatement, type Statement } from './writer/statement.ts'

/**
 * A change on its way to the disk. It crosses to another thread, so it is data: what its records and its lines in the trail
 * are, the thread that writes need not know.
 */
export interface Writing {
  /** Dated by the clock. The change is made no earlier than the one before it. */
  readonly record: ChangeRecord
  readonly events: readonly AuditEvent[]
  /** Its records. */
  readonly statements: readonly Statement[]
  readonly receipt?: Change['receipt']
}

/** Makes one change whole, within the caller's transaction. Answers when it was made. @throws as PolicyStore.apply */
export const applyChange = (db: Database, { record: wanted, events, statements, receipt }: Writing): Date => {
  const { n, at, head } = wanted.revision === 1 ? begin(db, wanted) : advance(db, wanted)
  const record = { ...wanted, at }
  changeRules(db, { org: n, revision: record.revision }, record)
  for (const each of statements) runStatement(db, each, n)
  keepChange(db, n, record)
  const lines = events.map((event, nth) => ({ ...event, at, id: eventIdOf(record, nth) }))
  writeLinked(db, record.org, head, lines)
  if (receipt) noteChange(db, receipt, record.revision)
  return at
}

interface Made {
  readonly n: number
  readonly at: Date
  /** The end of the organisation's trail. */
  readonly head: ChainLink
}

/** The head moves on by one, if it is where the change was computed. Its time is never before the last change's. */
const advance = (db: Database, { org, revision, at }: ChangeRecord): Made => {
  const expected = revision - 1
  const row = db.get<{ n: number; changed_at: number; chain_n: number; chain_hash: string }>(
    `UPDATE organisations SET head = head + 1, changed_at = max(changed_at, ?)
      WHERE id = ? AND head = ? AND head > 0 RETURNING n, changed_at, chain_n, chain_hash`,
    at.getTime(),
    org,
    expected,
  )
  if (!row) throw new Conflict(`revision ${expected} is not the head of ${org}`)
  const { n, changed_at, chain_n, chain_hash } = row
  return { n, at: new Date(changed_at), head: { n: chain_n, hash: chain_hash } }
}

/** Its record is written by a statement of the change. */
const begin = (db: Database, { org, at }: ChangeRecord): Made => {
  const row = db.get<{ n: number }>(
    `INSERT INTO organisations (id, head, changed_at, deleted, doc) VALUES (?, 1, ?, 0, '{}')
      ON CONFLICT (id) DO NOTHING RETURNING n`,
    org,
    at.getTime(),
  )
  if (!row) throw new Conflict(`${org} exists already`)
  return { n: row.n, at, head: BEGINNING }
}
