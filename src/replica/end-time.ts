import type { Store } from '../ports/store.ts'
import type { Clock } from './clock.ts'

/** How much sooner rules end where several processes share a store: what a reading of the store's time may be behind it. */
export const EARLY_MS = 100

/** How long the monotonic clock alone counts on from one reading of the store's time to the next. */
const READ_EVERY_MS = 50

/**
 * The time by which rules end, in milliseconds since 1970: the store's, carried on by the monotonic clock of this process. It never
 * goes back, whatever the wall clock does: of all readings, the one that was furthest ahead counts.
 */
export const createEndTime = (
  { now, replicas }: Pick<Store, 'now' | 'replicas'>,
  clock: Pick<Clock, 'now'>,
): (() => number) => {
  const early = replicas ? EARLY_MS : 0
  let ahead = Number.NEGATIVE_INFINITY
  let nextReading = Number.NEGATIVE_INFINITY
  return () => {
    const passed = clock.now()
    if (passed >= nextReading) {
      ahead = Math.max(ahead, now().getTime() - passed)
      nextReading = passed + READ_EVERY_MS
    }
    return passed + ahead + early
  }
}
