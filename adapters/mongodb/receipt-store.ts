import { Binary } from 'mongodb'
import type { Receipt, ReceiptStore } from '../../src/ports/receipt-store.ts'
import type { Connection } from './connection/connection.ts'
import type { ReceiptDocument } from './schema/collections.ts'

/** Milliseconds for which a key is known again. */
export const RECEIPT_LIFE = 86_400_000

export const receiptOf = ({ _id: id, sealed, ...receipt }: ReceiptDocument): Receipt => ({
  id,
  ...receipt,
  ...(sealed ? { sealed: Uint8Array.from(sealed.buffer) } : {}),
})

/** Answers given under idempotency keys. A receipt itself is written by PolicyStore.apply. */
export const createReceiptStore = (c: Connection): ReceiptStore => ({
  find: id =>
    c.ask(async () => {
      const found = await c.in.receipts.findOne({ _id: id })
      if (!found || found.at.getTime() + RECEIPT_LIFE <= c.now().getTime()) return undefined
      return receiptOf(found)
    }),
  complete: async (id, sealed) => {
    await c.ask(() => c.in.receipts.updateOne({ _id: id }, { $set: { sealed: new Binary(sealed) } }))
  },
  prune: before => c.ask(async () => (await c.in.receipts.deleteMany({ at: { $lt: before } })).deletedCount),
})
