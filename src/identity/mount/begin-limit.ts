import { createTokenBuckets } from './token-buckets.ts'

/**
 * Whoever begins a sign-in makes the store remember it, without having proven anything: this bounds how much one address can
 * make it remember, in each process. People and applications stay far below.
 */
export const createBeginLimit = (now: () => number) =>
  createTokenBuckets({ burst: 1_000, eachSecond: 100, most: 50_000, now })
