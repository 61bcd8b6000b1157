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
 * Mends what an examination found, as far as that can be done without a backup: each time a change of its own, in the history and
 * the trail; nothing, where the history itself is at fault. Rules that had drifted are made again from the changes, and a change that touches the organisation
 * has every replica read them anew. Answers the revisions that were made.
 * @throws Problem revision_mismatch when the organisation changed since it was examined
 */
export const mend = async ({ archive, commit }: MendParts, found: Examination): Promise<number[]> => {
  const { org, drift, looseEnds, faults } = found
  // What a broken history comes to is nothing to build on, nor to take anything away by.
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
    // It decides nothing any more, and cannot change.
    if (found.deleted) return []
    await make('kasbah doctor: the rules were made again from the changes', ({ organisation }) => ({
      records: [{ put: 'organisation', value: organisation }],
      narrows: true,
    }))
  }
  const removes = unique(looseEnds.flatMap(end => end.removes ?? []))
  const records = looseEnds.flatMap(end => end.records ?? [])
  for (const part of portions(removes, records))
    await make('kasbah doctor: what belonged to nothing', () => ({ ...part, narrows: true }))
  return revisions
}

const changedMeanwhile = (error: unknown): never => {
  if (!(error instanceof Conflict)) throw error
  throw new Problem('revision_mismatch', 'the organisation changed while it was looked at: run it again', {
    cause: error,
  })
}

const unique = (rules: readonly Rule[]): Rule[] => [
  ...new Map(rules.map(rule => [ruleKey(rule), rule])).values(),
]

/** Records a change: a transaction holds so many without strain. */
const MAX_RECORDS = 1_000

const portions = (removes: readonly Rule[], records: readonly RecordWrite[]) => {
  const count = Math.max(Math.ceil(removes.length / MAX_REMOVES), Math.ceil(records.length / MAX_RECORDS))
  return Array.from({ length: count }, (_, i) => ({
    removes: removes.slice(i * MAX_REMOVES, (i + 1) * MAX_REMOVES),
    records: records.slice(i * MAX_RECORDS, (i + 1) * MAX_RECORDS),
  }))
}
