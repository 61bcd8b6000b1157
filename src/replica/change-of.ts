import type { ChangeRequest, Draft } from '../change/commit.ts'
import { type Change, MAX_ADDS, MAX_REMOVES } from '../model/change.ts'
import { Problem } from '../model/problems.ts'
import { isEnd } from '../model/rule-ends.ts'

/** The change that a request and its draft make on a revision. @throws Problem change_too_large */
export const changeOf = (by: ChangeRequest, draft: Draft, expected: number): Change => {
  const { adds = [], removes = [], records = [] } = draft
  if (adds.length > MAX_ADDS)
    throw new Problem('change_too_large', `at most ${MAX_ADDS} rules are added at once`)
  // Ends go with their rules, and are bounded by themselves.
  if (removes.length > MAX_REMOVES && removes.filter(rule => !isEnd(rule)).length > MAX_REMOVES) {
    throw new Problem('change_too_large', `at most ${MAX_REMOVES} rules are removed at once`)
  }
  const {
    expected: _asked,
    dryRun: _dry,
    guard: _guard,
    ahead: _ahead,
    ending: _ending,
    promised: _promised,
    receipt,
    ...authorship
  } = by
  return {
    ...authorship,
    ...(receipt === undefined ? {} : { receipt }),
    ...(draft.target === undefined ? {} : { target: draft.target }),
    ...(draft.parts === undefined ? {} : { parts: draft.parts }),
    expected,
    adds,
    removes,
    records,
    narrows: draft.narrows ?? false,
  }
}
