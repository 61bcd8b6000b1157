import type { ChangeRequest, Commit } from '../change/commit.ts'
import { MAX_REMOVES, MENDED, type RecordWrite } from '../model/change.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import type { Archive } from '../ports/archive.ts'
import { Conflict } from '../ports/errors.ts'
import type { Examination } from './examine.ts'

export interface MendParts {
  readonly archive: Pick<Archive, 'restore'>
  readonly commit: Commit
}

const BY: ChangeRequest = { actor: 'operator', operation: MENDED, target: 'org' }

/**
 * Repairs what an examination found, as far as that is possible without a backup. Each repair is a change, in the history and the
 * trail. Where the history itself is at fault, nothing is repaired. Rules that drifted are made again from the changes, and a
 * change that touches the organisation makes every replica read them anew. Answers the revisions that were made.
 * @throws Problem revision_mismatch when the organisation changed since it was examined
 */
export const mend = async ({ archive, commit }: MendParts, found: Examination): Promise<number[]> => {
  const { org, drift, looseEnds, faults } = found
  // A broken history is no basis for changing or removing anything.
  if (faults.length > 0) return []
  const revisions: number[] = []
  let expected = found.revision
  const make = async (reason: string, draft: Parameters<Commit>[2]) => {
    const made = await commit(org, { ...BY, expected, reason }, draft)
    expected = made.revision
    revisions.push(made.revision)
  }
  if (drift !== undefined) {
    await archive.restore(org, expected).catch(changedMeanwhile)
    // A deleted organisation decides nothing and takes no change.
    if (found.deleted) return []
    await make('kasbah doctor: the rules were made again from the changes', ({ organisation }) => ({
      records: [{ put: 'organisation', value: organisation }],
      narrows: true,
    }))
  }
  const removes = unique(looseEnds.flatMap(end => end.removes ?? []))
  const records = looseEnds.flatMap(end => end.records ?? [])
  for (const part of portions(removes, records))
    await make('kasbah doctor: loose ends removed', () => ({ ...part, narrows: true }))
  return revisions
}

const changedMeanwhile = (error: unknown): never => {
  if (!(error instanceof Conflict)) throw error
  throw new Problem('revision_mismatch', 'the organisation changed while it was examined: run it again', {
    cause: error,
  })
}

const unique = (rules: readonly Rule[]): Rule[] => [
  ...new Map(rules.map(rule => [ruleKey(rule), rule])).values(),
]

/** Records per change: a transaction holds so many without strain. */
const MAX_RECORDS = 1_000

const portions = (removes: readonly Rule[], records: readonly RecordWrite[]) => {
  const count = Math.max(Math.ceil(removes.length / MAX_REMOVES), Math.ceil(records.length / MAX_RECORDS))
  return Array.from({ length: count }, (_, i) => ({
    removes: removes.slice(i * MAX_REMOVES, (i + 1) * MAX_REMOVES),
    records: records.slice(i * MAX_RECORDS, (i + 1) * MAX_RECORDS),
  }))
}
