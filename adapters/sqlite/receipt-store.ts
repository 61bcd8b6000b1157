import type { Change, Revision } from '../../src/model/change.ts'
import { ReceiptExists } from '../../src/ports/errors.ts'
import { RECEIPT_LIFE_MS, type Receipt, type ReceiptStore } from '../../src/ports/receipt-store.ts'
import type { Database } from './database.ts'
import { pruneBefore } from './pruning.ts'
import { statement } from './writer/statement.ts'
import type { Writer } from './writer/writer.ts'

interface Row {
  readonly id: string
  readonly body_hash: string
  readonly revision: Revision
  readonly at: number
  readonly sealed: Uint8Array | null
}

/**
 * Writes a change to the receipt that it is made under, within the caller's transaction.
 * @throws ReceiptExists when the key is not held any more
 */
export const noteChange = (
  db: Database,
  { id, at }: NonNullable<Change['receipt']>,
  revision: Revision,
): void => {
  const noted = db.run(
    'UPDATE receipts SET revision = ? WHERE id = ? AND at = ? AND revision = 0 AND sealed IS NULL',
    revision,
    id,
    at.getTime(),
  )
  if (noted === 0) throw new ReceiptExists('the idempotency key is not held any more')
}

const find = (db: Database, id: string, after: Date): Receipt | undefined => {
  const row = db.get<Row>(
    'SELECT id, body_hash, revision, at, sealed FROM receipts WHERE id = ? AND at > ?',
    id,
    after.getTime() - RECEIPT_LIFE_MS,
  )
  if (!row) return undefined
  const { at, sealed, ...receipt } = row
  return { ...receipt, at: new Date(at), ...(sealed === null ? {} : { sealed }) }
}

export const receiptStore = (db: Database, writer: Writer, now: () => Date): ReceiptStore => ({
  take: async ({ id, body_hash, at }, abandonedBefore) => {
    const taking = statement(
      `INSERT INTO receipts (id, body_hash, revision, at) VALUES (?1, ?2, 0, ?3)
       ON CONFLICT (id) DO UPDATE SET body_hash = ?2, revision = 0, at = ?3, sealed = NULL
        WHERE at <= ?4 OR (at < ?5 AND revision = 0 AND sealed IS NULL)`,
      id,
      body_hash,
      at.getTime(),
      at.getTime() - RECEIPT_LIFE_MS,
      abandonedBefore.getTime(),
    )
    const [taken] = await writer.run(taking)
    return taken?.changes === 1 ? undefined : find(db, id, at)
  },
  complete: async ({ id, at }, sealed) => {
    await writer.run(
      statement('UPDATE receipts SET sealed = ? WHERE id = ? AND at = ?', sealed, id, at.getTime()),
    )
  },
  release: async ({ id, at }) => {
    const sql = 'DELETE FROM receipts WHERE id = ? AND at = ? AND revision = 0 AND sealed IS NULL'
    await writer.run(statement(sql, id, at.getTime()))
  },
  find: async id => find(db, id, now()),
  prune: before => pruneBefore(writer, 'receipts', before),
})
