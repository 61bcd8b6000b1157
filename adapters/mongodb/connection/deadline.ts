import { setTimeout as wait } from 'node:timers/promises'
import { StoreUnavailable } from '../../../src/ports/errors.ts'

export const late = (cause?: unknown): Error => new StoreUnavailable('MongoDB took too long', { cause })

/** The result of `work`, if it comes before `until` (of the monotonic clock). @throws the error of `otherwise`; the work goes on, and its result is dropped */
export const before = async <T>(until: number, work: Promise<T>, otherwise = late): Promise<T> => {
  const timer = new AbortController()
  const bell = wait(Math.max(0, until - performance.now()), undefined, { signal: timer.signal, ref: false })
  try {
    return await Promise.race([work, bell.then(() => Promise.reject(otherwise()))])
  } finally {
    timer.abort()
    bell.catch(() => {})
  }
}
