/**
 * The end of a rule is a rule itself: `ends, 2026-12-01T00:00:00.000Z, p, user:ann, acme, dataset:streets, can_edit, allow`. So it has a
 * revision, reaches replicas, text, copies and the past as every rule does. From that moment on nothing is decided by the rule that it
 * names, although both are stored until a change removes them.
 */
import type { Rule } from './rule.ts'

export const ENDS = 'ends'

export const isEnd = ([section]: Rule): boolean => section === ENDS

/** What makes the rule end at a moment. */
export const endRule = (rule: Rule, at: Date): Rule => [ENDS, at.toISOString(), ...rule]

/** The rule that an end is of. */
export const endedRule = ([, , ...rule]: Rule): Rule => rule as unknown as Rule

/** When the rule that an end names ends, in milliseconds since 1970; NaN for a text that is no such moment. */
export const momentOf = ([, at = '']: Rule): number => {
  const moment = Date.parse(at)
  return Number.isFinite(moment) && new Date(moment).toISOString() === at ? moment : Number.NaN
}

/** The most rules of one organisation that have an end. */
export const MAX_ENDS = 20_000
