/** How long callers waited while something was broken: the longest time without an answered check, and without an acknowledged write. */
import type { Record } from './load.ts'

export interface Waits {
  readonly writes: number
  readonly checks: number
  readonly refusedWrites: number
  readonly refusedChecks: number
}

/** What the record shows from `from` on, of the clock of the test. */
export const waitsSince = ({ writes, checks, refusals }: Record, from: number): Waits => {
  const late = refusals.filter(({ at }) => at >= from)
  return {
    writes: longestGap(
      writes.flatMap(({ ended }) => ended ?? []),
      from,
    ),
    checks: longestGap(
      checks.map(({ ended }) => ended),
      from,
    ),
    refusedWrites: late.filter(({ what }) => what === 'write').length,
    refusedChecks: late.filter(({ what }) => what === 'check').length,
  }
}

export const printed = ({ writes, checks, refusedWrites, refusedChecks }: Waits): string =>
  `longest without a write ${seconds(writes)} (${refusedWrites} refused), without a check ${seconds(checks)} (${refusedChecks} refused)`

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

const longestGap = (moments: readonly number[], from: number): number => {
  const later = moments.filter(moment => moment >= from).toSorted((a, b) => a - b)
  return later.reduce((longest, moment, i) => Math.max(longest, moment - (later[i - 1] ?? from)), 0)
}
