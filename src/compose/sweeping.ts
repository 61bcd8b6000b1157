import type { ReceiptStore } from '../ports/receipt-store.ts'

const HOUR_MS = 60 * 60 * 1000
/** An idempotency key replays its first answer for this long. */
const RECEIPT_LIFE_MS = 24 * HOUR_MS

/** Clears away, once an hour, the receipts that nobody can ask for any more. Answers how to stop. */
export const sweepReceipts = (receipts: ReceiptStore, failed: (error: unknown) => void): (() => void) => {
  const sweep = () => void receipts.prune(new Date(Date.now() - RECEIPT_LIFE_MS)).catch(failed)
  const timer = setInterval(sweep, HOUR_MS).unref()
  return () => clearInterval(timer)
}
