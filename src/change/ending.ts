/** Rules with their ends, as drafts write and read them. */
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { endRule } from '../model/rule-ends.ts'
import type { RulesView } from './rules-view.ts'

/** The rules with what makes each of them end; for good when `at` is undefined. */
export const ending = (rules: readonly Rule[], at: Date | undefined): readonly Rule[] =>
  at === undefined ? rules : [...rules, ...rules.map(rule => endRule(rule, at))]

/** When the rule ends; undefined when it does not. */
export const endOf = (view: Pick<RulesView, 'endsOf'>, rule: Rule): Date | undefined => {
  const [end] = view.endsOf(rule)
  return end && new Date(end[1] ?? '')
}

/** @throws Problem malformed for an end that is over */
export const requireAhead = (at: Date | undefined, now: Date): void => {
  if (at !== undefined && at <= now)
    throw new Problem('malformed', 'what is given ends in the future', {
      errors: [{ path: 'expires_at', message: 'this moment is over' }],
    })
}
