import type { Config } from '../config/config.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { RECEIPT_LIFE_MS } from '../ports/receipt-store.ts'
import type { Store } from '../ports/store.ts'
import type { TelemetryFacts } from '../telemetry/telemetry.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/**
 * Deletes expired receipts, old decisions, and lines of the trail and rules of the past that are older than the operator keeps. Now and once an
 * hour. Answers how to stop, which waits for a sweep that is under way.
 */
export const startSweeping = (
  { receipts, audit, decisions, policy }: Pick<Store, 'receipts' | 'audit' | 'decisions' | 'policy'>,
  { auditDays, pastDays, log }: Pick<Config, 'auditDays' | 'pastDays' | 'log'>,
  facts: Pick<TelemetryFacts, 'failed' | 'unavailable'>,
): (() => Promise<void>) => {
  const before = (life: number) => new Date(Date.now() - life)
  const sweep = async (): Promise<void> => {
    try {
      await receipts.prune(before(RECEIPT_LIFE_MS))
      await decisions.prune(before(log.decisions.days * DAY_MS))
      if (auditDays !== undefined) await audit.prune(before(auditDays * DAY_MS))
      if (pastDays !== undefined) await policy.prune(before(pastDays * DAY_MS))
    } catch (error) {
      if (error instanceof StoreUnavailable) facts.unavailable(error)
      else facts.failed(error)
    }
  }
  let sweeping = sweep()
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep)
  }, HOUR_MS).unref()
  return async () => {
    clearInterval(timer)
    await sweeping
  }
}
