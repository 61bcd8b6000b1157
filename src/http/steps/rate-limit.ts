import { createTokenBuckets } from '../../identity/mount/token-buckets.ts'
import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** The most callers whose use is remembered. */
const MAX_CALLERS = 10_000
/** Seconds of its rate that a caller may use at once. */
const BURST_SECONDS = 5

/** Limits the requests of an authenticated caller. @throws Problem rate_limited */
export const rateLimited = (rate: number): Step => {
  const limit = createRateLimit(rate)
  return ({ caller }) => {
    if (caller.kind === 'operator' || caller.credential !== '') limit(caller)
  }
}

/** One bucket per credential, of `rate` requests a second; 0 is no limit. */
export const createRateLimit = (rate: number): ((caller: Caller) => void) => {
  if (rate === 0) return () => undefined
  const mayAsk = createTokenBuckets({
    burst: rate * BURST_SECONDS,
    eachSecond: rate,
    most: MAX_CALLERS,
    now: () => performance.now(),
  })
  /** @throws Problem rate_limited */
  return caller => {
    if (!mayAsk(caller.kind === 'operator' ? 'operator' : caller.credential))
      throw new Problem('rate_limited')
  }
}
