import type { Change, ChangeRecord, Revision } from '../../src/model/change.ts'
import { changeEvent, changeRecord } from '../../src/model/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import { Conflict } from '../../src/ports/errors.ts'
import { writeEvent } from './audit-store.ts'
import { keepChange } from './changes.ts'
import type { Database } from './database.ts'
import { noteChange } from './receipt-store.ts'
import { changeRules } from './rules.ts'
import { runStatement, type Statement } from './writer/statement.ts'

/** A change on its way to the disk. It crosses to another thread, so it is data. */
export interface Writing {
  readonly org: OrgId
  readonly change: Change
  /** `change.records` as statements, so that the writing thread need not know the kinds of records. */
  readonly statements: readonly Statement[]
  /** The clock's time. The change is dated no earlier than the one before it. */
  readonly now: Date
}

/** Makes one change whole, within the caller's transaction. @throws as PolicyStore.apply */
export const applyChange = (db: Database, { org, change, statements, now }: Writing): ChangeRecord => {
  const made = change.expected === 0 ? begin(db, now, org) : advance(db, now, org, change.expected)
  changeRules(db, { org: made.n, revision: made.revision }, change)
  for (const each of statements) runStatement(db, each, made.n)
  const record = changeRecord(org, change, { revision: made.revision, at: made.at })
  keepChange(db, made.n, record)
  writeEvent(db, changeEvent(record, change))
  if (change.receipt) noteChange(db, change.receipt, record.revision)
  return record
}

interface Made {
  readonly n: number
  readonly revision: Revision
  readonly at: Date
}

/** The head moves on by one, if it is where the change was computed. Its time is never before the last change's. */
const advance = (db: Database, now: Date, org: OrgId, expected: Revision): Made => {
  const row = db.get<{ n: number; changed_at: number }>(
    `UPDATE organisations SET head = head + 1, changed_at = max(changed_at, ?)
      WHERE id = ? AND head = ? AND head > 0 RETURNING n, changed_at`,
    now.getTime(),
    org,
    expected,
  )
  if (!row) throw new Conflict(`revision ${expected} is not the head of ${org}`)
  return { n: row.n, revision: expected + 1, at: new Date(row.changed_at) }
}

/** Its record is written by a statement of the change. */
const begin = (db: Database, now: Date, org: OrgId): Made => {
  const row = db.get<{ n: number }>(
    `INSERT INTO organisations (id, head, changed_at, deleted, doc) VALUES (?, 1, ?, 0, '{}')
      ON CONFLICT (id) DO NOTHING RETURNING n`,
    org,
    now.getTime(),
  )
  if (!row) throw new Conflict(`${org} exists already`)
  return { n: row.n, revision: 1, at: now }
}
