/**
 * Brings an organisation's rules back to what they were at an earlier revision, as a new revision: history only grows.
 * Rules come back exactly, and so does every decision that reads no attributes. Records follow as far as the rules need them: who holds a role
 * again is there again and enabled; who holds none any more is disabled, so that nothing about them is lost. What a
 * record said beside its id (a name, attributes) is not part of the rules and does not go back in time.
 */

import type { ChangeRequest, Commit, Committed } from '../change/commit.ts'
import { requireEscalationsSaid } from '../change/escalation.ts'
import { type FollowingParts, recordsFollowing } from '../change/following.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { CompiledSet } from '../engine/set.ts'
import { isAttributeRule } from '../model/attribute-rules.ts'
import type { Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { madeBy } from '../model/own-roles.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { Store } from '../ports/store.ts'
import { diffInOrder, type RulesDiff } from './diff.ts'
import { reasonsAgainstRole } from './own-role-faults.ts'

export interface RollbackParts extends FollowingParts {
  readonly store: FollowingParts['store'] & Pick<Store, 'policy'>
  readonly commit: Commit
  /** The compiled set of that name, as installed. */
  compiled(name: string): Promise<CompiledSet>
}

/**
 * @param to the revision whose rules are to hold again
 * @throws Problem unknown_revision; last_admin when nobody would administer the organisation; change_too_large when more
 * lies between than one change holds: go back in steps. Problems of {@link Commit} as they are
 */
export const rollBack = (
  parts: RollbackParts,
  org: OrgId,
  by: ChangeRequest,
  { to, accepted }: { readonly to: Revision; readonly accepted: boolean },
): Promise<Committed> =>
  parts.commit(org, by, async view => {
    requireNoReview(view)
    if (!(Number.isSafeInteger(to) && to >= 1 && to <= view.revision))
      throw new Problem('unknown_revision', `the revisions are 1 to ${view.revision}`)
    const diff = withoutAttributes(await differenceOf(parts, org, view.revision, to))
    requireBases(await parts.compiled(view.organisation.policy_set), diff)
    await requireEscalationsSaid(view, diff, { by, accepted })
    return { ...diff, records: await recordsFollowing(parts, view, diff) }
  })

/** The set may have changed since: a role is based on one that is there. @throws Problem invalid_policy */
export const requireBases = (set: CompiledSet, { adds }: RulesDiff): void => {
  const reasons = adds.flatMap(rule => madeBy(rule) ?? []).flatMap(role => reasonsAgainstRole(set, role))
  if (reasons.length > 0) throw new Problem('invalid_policy', reasons[0])
}

/** Where two people change the policy, nobody does it in one call. @throws Problem review_needed */
export const requireNoReview = ({ organisation }: RulesView): void => {
  if (organisation.settings.policy_review === 'two_people') throw new Problem('review_needed')
}

/** A record's attributes do not go back in time, so the rules that follow from them do not either. */
export const withoutAttributes = ({ adds, removes }: RulesDiff): RulesDiff => ({
  adds: adds.filter(rule => !isAttributeRule(rule)),
  removes: removes.filter(rule => !isAttributeRule(rule)),
})

type Reading = Pick<RollbackParts, 'compiled' | 'store'>

/** What turns the rules of one revision into those of another; with their order, where the organisation's set decides by it. */
export const differenceOf = async (
  { store, compiled }: Reading,
  org: OrgId,
  from: Revision,
  to: Revision,
): Promise<RulesDiff> => {
  const organisation = await store.records.organisation(org)
  if (!organisation) throw new Problem('not_found')
  const { model } = await compiled(organisation.policy_set)
  return model.effect === 'priority'
    ? diffInOrder(await rulesAt(store, org, from), await rulesAt(store, org, to))
    : store.policy.diff(org, from, to)
}

/** The rules of a revision, in the order in which they were added, a batch at a time. */
export const batchesAt = async (
  { policy }: Pick<Store, 'policy'>,
  org: OrgId,
  revision: Revision,
): Promise<AsyncIterable<readonly Rule[]>> => {
  const stored = await policy.snapshot(org, revision)
  if (!stored) throw new Problem('not_found')
  return stored.rules
}

/** All of them. */
export const rulesAt = async (
  store: Pick<Store, 'policy'>,
  org: OrgId,
  revision: Revision,
): Promise<readonly Rule[]> => {
  const all: Rule[] = []
  for await (const some of await batchesAt(store, org, revision)) for (const rule of some) all.push(rule)
  return all
}
