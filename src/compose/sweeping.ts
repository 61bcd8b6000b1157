import type { Config } from '../config/config.ts'
import { RECEIPT_LIFE_MS } from '../ports/receipt-store.ts'
import type { Store } from '../ports/store.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/**
 * Deletes what is too old: receipts that nobody can ask for any more, and lines of the trail where the operator says so. Now and
 * once an hour. Answers how to stop.
 */
export const startSweeping = (
  { receipts, audit }: Pick<Store, 'receipts' | 'audit'>,
  { auditDays }: Pick<Config, 'auditDays'>,
  failed: (error: unknown) => void,
): (() => void) => {
  const before = (life: number) => new Date(Date.now() - life)
  const sweep = () => {
    receipts.prune(before(RECEIPT_LIFE_MS)).catch(failed)
    if (auditDays !== undefined) audit.prune(before(auditDays * DAY_MS)).catch(failed)
  }
  sweep()
  const timer = setInterval(sweep, HOUR_MS).unref()
  return () => clearInterval(timer)
}
