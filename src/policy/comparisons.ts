import type { Effects, Snapshot } from '../engine/snapshot.ts'
import { Problem } from '../model/problems.ts'
import { compareEffects } from './effects.ts'

/** A comparison can hold hundreds of megabytes: one runs at a time, and so many wait. */
const MAX_WAITING = 10

/** The newest comparisons are kept, for the next page. */
const MAX_KEPT = 4

interface Kept {
  readonly before: Snapshot
  readonly after: Snapshot
  readonly made: Promise<Effects>
}

/** Compares the effects of policies, one comparison at a time. */
export function createComparisons() {
  let kept: readonly Kept[] = []
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  const inLine = (work: () => Promise<Effects>): Promise<Effects> => {
    if (waiting >= MAX_WAITING) throw new Problem('busy')
    waiting += 1
    const done = last.then(work).finally(() => {
      waiting -= 1
    })
    last = done.catch(() => undefined)
    return done
  }

  return {
    /** @throws Problem too_much_work; busy when others wait already */
    compare: (before: Snapshot, after: Snapshot): Promise<Effects> =>
      inLine(() => compareEffects(before, after)),

    /** The same, remembered for the next page. Snapshots are immutable. */
    remembered(before: Snapshot, after: Snapshot): Promise<Effects> {
      const known = kept.findLast(each => each.before === before && each.after === after)
      if (known) return known.made
      const made = inLine(() => compareEffects(before, after))
      kept = [...kept, { before, after, made }].slice(-MAX_KEPT)
      made.catch(() => {
        kept = kept.filter(each => each.made !== made)
      })
      return made
    },
  }
}

export type Comparisons = ReturnType<typeof createComparisons>
