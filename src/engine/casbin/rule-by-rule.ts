import { NotComparable } from './context.ts'
import type { Decided, Fields } from './decider.ts'
import type { ModelDefinition } from './model.ts'

const NONE: Decided = Object.freeze({ allowed: false, rule: undefined })

/**
 * Decides where some rule asks for an attribute that is not there. Casbin is asked about each rule alone: one that cannot be
 * evaluated allows nothing if it allows, and denies if it denies. So a missing attribute never opens anything, and does not
 * close what another rule allows.
 * @param matches Casbin's answer over this one rule, with `allow` as its effect
 */
export const ruleByRule = (
  { policy, effect }: ModelDefinition,
  rules: readonly Fields[],
  matches: (rule: Fields) => boolean,
): Decided => {
  // The first rule that counts decides, and whether this one does is not known.
  if (effect === 'priority') return NONE
  const place = policy.indexOf('eft')
  let allowing: Fields | undefined
  for (const rule of rules) {
    const denies = place >= 0 && rule[place] === 'deny'
    const counts = evaluated(() => matches(denies ? rule.with(place, 'allow') : rule), denies)
    if (counts && denies && effect === 'allow_and_deny') return { allowed: false, rule }
    if (counts && !denies) allowing ??= rule
  }
  return { allowed: allowing !== undefined, rule: allowing }
}

const evaluated = (run: () => boolean, otherwise: boolean): boolean => {
  try {
    return run()
  } catch (failure) {
    if (failure instanceof NotComparable) return otherwise
    throw failure
  }
}
