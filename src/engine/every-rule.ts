import { MAX_RULES_PER_DECISION, TooMuchWork } from './bounds.ts'
import type { Fields } from './casbin/decider.ts'
import type { Facts } from './facts.ts'
import { byPriority } from './layout.ts'

/**
 * The set's rules and the organisation's, for a policy set that cannot look rules up.
 * @throws TooMuchWork when there are more than one decision may ask about
 */
export const everyRule = ({ set, org, ordered = [] }: Facts): readonly Fields[] => {
  if (ordered.length > MAX_RULES_PER_DECISION) throw new TooMuchWork('too many rules to scan')
  return byPriority([...set.baseline.fields(org), ...ordered], set.model.policy.indexOf('priority'))
}
