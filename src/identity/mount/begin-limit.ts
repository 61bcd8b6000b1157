import { createTokenBuckets } from './token-buckets.ts'

/**
 * Starting a sign-in writes a record, and the caller has proven nothing yet. This limits how many one address can start, in
 * each process. Real people and applications stay far below.
 */
export const createBeginLimit = (now: () => number) =>
  createTokenBuckets({ burst: 1_000, eachSecond: 100, most: 50_000, now })
