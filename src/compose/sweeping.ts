import { decisionsPruned } from '../audit/decisions-pruned.ts'
import type { Config } from '../config/config.ts'
import { nextTurn } from '../engine/turns.ts'
import type { Organisation } from '../model/organisation.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { RECEIPT_LIFE_MS } from '../ports/receipt-store.ts'
import type { Store } from '../ports/store.ts'
import type { TelemetryFacts } from '../telemetry/telemetry.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

type Swept = Pick<Store, 'receipts' | 'audit' | 'decisions' | 'archive' | 'policy'>
type Kept = Pick<Config, 'auditDays' | 'pastDays' | 'log'>

/**
 * Deletes expired receipts, rules of the past that are older than the operator keeps, and lines of the trail and decisions that are
 * older than the operator or their organisation keeps. Now and once an hour. Answers how to stop, which waits for a sweep that is under way.
 */
export const startSweeping = (
  store: Swept,
  config: Kept,
  facts: Pick<TelemetryFacts, 'failed' | 'unavailable'>,
): (() => Promise<void>) => {
  let stopped = false
  /** What one part of a sweep cannot do hinders no other. */
  const attempt = (part: () => Promise<unknown>) =>
    part().catch(error => {
      if (error instanceof StoreUnavailable) facts.unavailable(error)
      else facts.failed(error)
    })
  const sweep = async (): Promise<void> => {
    const { pastDays } = config
    await attempt(() => store.receipts.prune(daysAgo(RECEIPT_LIFE_MS / DAY_MS)))
    if (pastDays !== undefined) await attempt(() => store.policy.prune(daysAgo(pastDays)))
    await attempt(async () => {
      for await (const { organisation } of store.archive.organisations()) {
        if (stopped) return
        await attempt(() => pruneTrail(store, organisation, config))
        await attempt(() => pruneDecisions(store, organisation, config))
      }
    })
    // Of organisations that are not there any more.
    if (!stopped) await attempt(() => store.decisions.prune(daysAgo(config.log.decisions.days + 1)))
  }
  let sweeping = sweep()
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep)
  }, HOUR_MS).unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await sweeping
  }
}

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS)

/**
 * Once a line is a day older than it has to be: pruning leaves a line of its own, and one of each hour would fill the trail of an
 * organisation in which nothing happens.
 */
const pruneTrail = async (
  { audit }: Pick<Store, 'audit'>,
  { id, settings }: Organisation,
  { auditDays }: Kept,
): Promise<void> => {
  // Whoever administers an organisation cannot have its traces deleted sooner than the operator wants.
  const days = Math.max(settings.audit_days ?? 0, auditDays ?? 0)
  if (days === 0 || !(await audit.hasOlder(id, daysAgo(days + 1)))) return
  const before = daysAgo(days)
  while ((await audit.prune(id, before)) > 0) await nextTurn()
}

/** Once decisions are a day older than they may be, for the same reason. The trail says that they went. */
const pruneDecisions = async (
  { audit, decisions }: Pick<Store, 'audit' | 'decisions'>,
  { id: org, settings }: Organisation,
  { log }: Kept,
): Promise<void> => {
  const days = Math.min(settings.decision_days ?? Number.POSITIVE_INFINITY, log.decisions.days)
  if (!(await decisions.hasOlder(org, daysAgo(days + 1)))) return
  const before = daysAgo(days)
  const gone = await decisions.prune(before, org)
  if (gone > 0) await audit.append([decisionsPruned({ org, before, at: audit.noted(), gone })])
}
