import type { Change, Revision } from '../../src/model/change.ts'
import { ReceiptExists } from '../../src/ports/errors.ts'
import type { ReceiptStore } from '../../src/ports/receipt-store.ts'
import type { Database } from './database.ts'
import { pruneBefore } from './pruning.ts'

/** How long an idempotency key is known. */
const LIFE_MS = 24 * 60 * 60 * 1000

interface Row {
  readonly id: string
  readonly body_hash: string
  readonly revision: Revision
  readonly at: number
  readonly sealed: Uint8Array | null
}

/**
 * Takes the key, within the caller's transaction; one that is past its life is free again.
 * @throws ReceiptExists
 */
export const takeReceipt = (
  db: Database,
  { id, body_hash }: NonNullable<Change['receipt']>,
  made: { readonly revision: Revision; readonly at: Date },
  now: Date,
): void => {
  const taken = db.run(
    `INSERT INTO receipts (id, body_hash, revision, at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (id) DO UPDATE SET body_hash = ?2, revision = ?3, at = ?4, sealed = NULL WHERE at <= ?5`,
    id,
    body_hash,
    made.revision,
    made.at.getTime(),
    now.getTime() - LIFE_MS,
  )
  if (taken === 0) throw new ReceiptExists('the idempotency key was used before')
}

export const receiptStore = (db: Database, now: () => Date): ReceiptStore => ({
  find: async id => {
    const row = db.get<Row>(
      'SELECT id, body_hash, revision, at, sealed FROM receipts WHERE id = ? AND at > ?',
      id,
      now().getTime() - LIFE_MS,
    )
    if (!row) return undefined
    const { at, sealed, ...receipt } = row
    return { ...receipt, at: new Date(at), ...(sealed === null ? {} : { sealed }) }
  },
  complete: async (id, sealed) => {
    db.run('UPDATE receipts SET sealed = ? WHERE id = ?', sealed, id)
  },
  prune: before => pruneBefore(db, 'receipts', before),
})
