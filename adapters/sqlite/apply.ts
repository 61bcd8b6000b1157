import type { Change, ChangeRecord, Revision } from '../../src/model/change.ts'
import { changeEvent, changeRecord } from '../../src/model/commit.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Kinds } from '../../src/model/records.ts'
import { Conflict } from '../../src/ports/errors.ts'
import { writeEvent } from './audit-store.ts'
import { keepChange } from './changes.ts'
import type { Database } from './database.ts'
import { noteChange } from './receipt-store.ts'
import { writeRecord } from './records/record-writes.ts'
import { changeRules } from './rules.ts'

/** What a change is written with. */
export interface Writing {
  readonly db: Database
  readonly kinds: Kinds
  readonly now: Date
}

/** Makes one change whole, in one transaction. @throws as PolicyStore.apply */
export const applyChange = ({ db, kinds, now }: Writing, org: OrgId, change: Change): ChangeRecord =>
  db.transaction(() => {
    const made = change.expected === 0 ? begin(db, now, org, change) : advance(db, now, org, change.expected)
    const at = { org: made.n, revision: made.revision }
    changeRules(db, at, change)
    for (const write of change.records) writeRecord({ db, kinds, n: made.n, org }, write)
    const record = changeRecord(org, change, { revision: made.revision, at: made.at })
    keepChange(db, made.n, record)
    writeEvent(db, changeEvent(record, change))
    if (change.receipt) noteChange(db, change.receipt, record.revision)
    return record
  })

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

const begin = (db: Database, now: Date, org: OrgId, change: Change): Made => {
  const put = change.records.find(write => 'put' in write && write.put === 'organisation')
  if (!put) throw new TypeError(`the first change of ${org} does not put the organisation`)
  const row = db.get<{ n: number }>(
    `INSERT INTO organisations (id, head, changed_at, deleted, doc) VALUES (?, 1, ?, 0, '{}')
      ON CONFLICT (id) DO NOTHING RETURNING n`,
    org,
    now.getTime(),
  )
  if (!row) throw new Conflict(`${org} exists already`)
  return { n: row.n, revision: 1, at: now }
}
