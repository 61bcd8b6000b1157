import type { Caller } from '../../model/caller.ts'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** The most callers whose use is remembered: the least recent are forgotten first. */
const MAX_CALLERS = 10_000

/** Lets a caller who is known ask so often and no more. @throws Problem rate_limited */
export const rateLimited = (rate: number): Step => {
  const limit = createRateLimit(rate)
  return ({ caller }) => {
    if (caller.kind === 'operator' || caller.credential !== '') limit(caller)
  }
}

/** A bucket per credential: `rate` requests a second, and as many at once as five seconds of it. */
export function createRateLimit(rate: number) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const full = rate * 5

  /** @throws Problem rate_limited */
  return (caller: Caller): void => {
    if (rate === 0) return
    const id = caller.kind === 'operator' ? 'operator' : caller.credential
    const now = performance.now()
    const bucket = buckets.get(id) ?? { tokens: full, at: now }
    bucket.tokens = Math.min(full, bucket.tokens + ((now - bucket.at) / 1000) * rate)
    bucket.at = now
    buckets.delete(id)
    buckets.set(id, bucket)
    if (buckets.size > MAX_CALLERS) buckets.delete(buckets.keys().next().value ?? '')
    if (bucket.tokens < 1) throw new Problem('rate_limited')
    bucket.tokens -= 1
  }
}
