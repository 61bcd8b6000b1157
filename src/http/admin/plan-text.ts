import { decodeRef } from '../../model/id.ts'
import type { PlannedChange, PolicyPlan } from '../../model/policy-plan.ts'
import type { Rule } from '../../model/rule.ts'
import { isEnd, momentOf } from '../../model/rule-ends.ts'
import { printDiff } from '../../policy/diff.ts'
import { type EffectsPage, printEffects } from '../../policy/effects.ts'

/** The rules that a plan adds and removes; none where it is about something else. */
export const rulesOf = (change: PlannedChange) => ('adds' in change ? change : { adds: [], removes: [] })

/** As a reviewer reads it: who wants what and why, the rules, and what they do. What is not kept has no id to apply. */
export const planText = (plan: PolicyPlan, kept = true): string =>
  [
    `${kept ? `${plan.id}: ` : ''}${plan.change.kind} on revision ${plan.revision}, by ${decodeRef(plan.created_by)}`,
    ...(kept ? [`digest ${plan.digest}`] : ['not kept: nothing can be applied']),
    ...(plan.reason === undefined ? [] : [`reason: ${plan.reason}`]),
    ...(plan.change.kind === 'policy_set' ? [`policy set: ${plan.change.policy_set}`] : []),
    ...(plan.change.kind === 'review' ? [`policy_review: ${plan.change.policy_review}`] : []),
    ...(plan.locked_out === 0
      ? []
      : [
          `takes the right to administer from ${plan.locks_out.map(decodeRef).join(', ')}${plan.locked_out > plan.locks_out.length ? ` and ${plan.locked_out - plan.locks_out.length} more` : ''}`,
        ]),
    ...(plan.remarks ?? []).map(remark => `note: ${remark}`),
    ...(plan.escalates ?? []).map(each => `comes to what administrators alone may: ${each}`),
    '',
    ...[printDiff(rulesOf(plan.change))].filter(text => text !== ''),
    ...endingLater(rulesOf(plan.change).adds),
    printEffects(plan.effects as EffectsPage),
  ].join('\n')

/** A reviewer must not take the effects for all that will happen. */
const endingLater = (adds: readonly Rule[]): string[] => {
  const ends = adds.filter(isEnd)
  if (ends.length === 0) return []
  const first = Math.min(...ends.map(momentOf))
  return [
    `${ends.length === 1 ? '1 rule is' : `${ends.length} rules are`} given an end, the first at ${new Date(first).toISOString()}: the effects are those until then`,
    '',
  ]
}
