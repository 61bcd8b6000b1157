import type { Effects, Snapshot } from '../engine/snapshot.ts'
import { compareEffects } from './effects.ts'
import { createHeavyLine } from './heavy-line.ts'

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
  // A comparison can hold hundreds of megabytes.
  const inLine = createHeavyLine()
  const compared = (before: Snapshot, after: Snapshot): Promise<Effects> =>
    inLine(before.organisation.id, () => compareEffects(before, after))

  return {
    /** @throws Problem too_much_work; busy when others of the organisation wait already */
    compare: compared,

    /** The same, remembered for the next page. Snapshots are immutable. */
    remembered(before: Snapshot, after: Snapshot): Promise<Effects> {
      const known = kept.findLast(each => each.before === before && each.after === after)
      if (known) return known.made
      const made = compared(before, after)
      kept = [...kept, { before, after, made }].slice(-MAX_KEPT)
      made.catch(() => {
        kept = kept.filter(each => each.made !== made)
      })
      return made
    },
  }
}

export type Comparisons = ReturnType<typeof createComparisons>
