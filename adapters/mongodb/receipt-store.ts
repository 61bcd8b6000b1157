import { randomUUID } from 'node:crypto'
import { Binary } from 'mongodb'
import {
  RECEIPT_LIFE_MS,
  type Receipt,
  type ReceiptKey,
  type ReceiptStore,
} from '../../src/ports/receipt-store.ts'
import type { Connection } from './connection/connection.ts'
import type { ReceiptDocument } from './schema/collections.ts'

export const receiptOf = ({ _id: id, sealed, taker: _, ...receipt }: ReceiptDocument): Receipt => ({
  id,
  ...receipt,
  ...(sealed ? { sealed: Uint8Array.from(sealed.buffer) } : {}),
})

/** A key that is held and has neither a change nor an answer. */
export const held = ({ id: _id, at }: Pick<ReceiptKey, 'id' | 'at'>) => ({
  _id,
  at,
  revision: 0,
  sealed: { $exists: false },
})

/** A change is written to its receipt by PolicyStore.apply. */
export const createReceiptStore = (c: Connection): ReceiptStore => ({
  take: async (key, abandonedBefore) => {
    // Told apart by the taker when an insert is tried again whose first attempt had held.
    const taker = randomUUID()
    return c.ask(() => take(c, { ...key, taker }, abandonedBefore))
  },
  complete: async ({ id: _id, at }, sealed) => {
    await c.ask(() => c.in.receipts.updateOne({ _id, at }, { $set: { sealed: new Binary(sealed) } }))
  },
  release: async key => {
    await c.ask(() => c.in.receipts.deleteOne(held(key)))
  },
  find: id =>
    c.ask(async () => {
      const found = await c.in.receipts.findOne({ _id: id })
      return found && !isOver(found, c.now()) ? receiptOf(found) : undefined
    }),
  prune: before => c.ask(async () => (await c.in.receipts.deleteMany({ at: { $lt: before } })).deletedCount),
})

const isOver = ({ at }: Pick<ReceiptDocument, 'at'>, now: Date): boolean =>
  at.getTime() + RECEIPT_LIFE_MS <= now.getTime()

/** Puts the key where none is, or in the place of one that is free; answers the one that is there otherwise. */
const take = async (
  c: Connection,
  { id: _id, body_hash, at, taker }: ReceiptKey & { readonly taker: string },
  abandonedBefore: Date,
): Promise<Receipt | undefined> => {
  const document = { _id, body_hash, revision: 0, at, taker }
  const { upsertedCount } = await c.in.receipts.updateOne(
    { _id },
    { $setOnInsert: document },
    { upsert: true },
  )
  if (upsertedCount > 0) return undefined
  const found = await c.in.receipts.findOne({ _id })
  if (!found) return take(c, { id: _id, body_hash, at, taker }, abandonedBefore)
  if (found.taker === taker) return undefined
  const abandoned = found.at < abandonedBefore && found.revision === 0 && found.sealed === undefined
  if (!abandoned && !isOver(found, at)) return receiptOf(found)
  const { matchedCount } = await c.in.receipts.replaceOne(
    { _id, at: found.at, ...(found.taker === undefined ? {} : { taker: found.taker }) },
    { body_hash, revision: 0, at, taker },
  )
  return matchedCount > 0 ? undefined : take(c, { id: _id, body_hash, at, taker }, abandonedBefore)
}
