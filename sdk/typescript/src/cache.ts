/**
 * Remembered decisions. An entry is good while it is young and no answer of any call has shown a newer revision. A change that
 * somebody else made is not noticed until then: within `maxAgeMs` a revoked right can still be answered as allowed.
 */
import type { Asked, Decided } from './questions.ts'

export interface CacheOptions {
  /** How long a revoked right may go unnoticed, in milliseconds. 60,000 at most. */
  readonly maxAgeMs: number
  /** 10,000 when absent. */
  readonly maxEntries?: number
}

export interface Cache {
  find(asked: Asked, newest: number): Decided | undefined
  keep(asked: Asked, decided: Decided): void
}

const LONGEST_MS = 60_000

/** @throws RangeError */
export const createCache = ({ maxAgeMs, maxEntries = 10_000 }: CacheOptions): Cache => {
  if (!(maxAgeMs > 0 && maxAgeMs <= LONGEST_MS)) throw new RangeError(`maxAgeMs is 1 to ${LONGEST_MS}`)
  if (!(maxEntries >= 1)) throw new RangeError('maxEntries is at least 1')
  const kept = new Map<string, { readonly decided: Decided; readonly until: number }>()
  return {
    find: (asked, newest) => {
      const key = keyOf(asked)
      const entry = key === undefined ? undefined : kept.get(key)
      if (!entry || key === undefined) return undefined
      if (entry.until > performance.now() && entry.decided.revision >= newest) return entry.decided
      kept.delete(key)
      return undefined
    },
    keep: (asked, decided) => {
      const key = keyOf(asked)
      if (key === undefined) return
      // The entry that was made longest ago is the first of the map.
      if (kept.size >= maxEntries && !kept.has(key)) kept.delete(kept.keys().next().value as string)
      kept.delete(key)
      kept.set(key, { decided, until: performance.now() + maxAgeMs })
    },
  }
}

/** A question about the caller depends on a credential that can change, and one with a context on more than its names. */
const keyOf = ({ org, subject, action, resource, context, consistency }: Asked): string | undefined =>
  subject === undefined || context !== undefined || consistency !== undefined
    ? undefined
    : JSON.stringify([org, subject, action, resource])
