import { LRUCache } from 'lru-cache'

export interface TokenBucketsParts {
  /** Uses at once. */
  readonly burst: number
  /** How many more there are each second. */
  readonly eachSecond: number
  /** The most keys that are remembered: the one used longest ago is forgotten first, and begins with a full bucket. */
  readonly most: number
  /** Milliseconds. */
  now(): number
}

/**
 * A bucket of uses for each key.
 * @returns whether the key may be used once more now
 */
export const createTokenBuckets = ({ burst, eachSecond, most, now }: TokenBucketsParts) => {
  const buckets = new LRUCache<string, { readonly left: number; readonly at: number }>({ max: most })
  return (key: string): boolean => {
    const at = now()
    const { left, at: before } = buckets.get(key) ?? { left: burst, at }
    const refilled = Math.min(burst, left + ((at - before) / 1000) * eachSecond)
    buckets.set(key, { left: refilled >= 1 ? refilled - 1 : refilled, at })
    return refilled >= 1
  }
}
