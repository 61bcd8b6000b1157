import { decodeRef, type Resource, type Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import type { RulesView } from './rules-view.ts'

/**
 * Nothing is put into what is in it already, a group or a collection. What an earlier version let through stays as it is: decisions walk each
 * name once.
 * @throws Problem in_itself
 */
export const requireNoCircle = (view: RulesView, rule: Rule): void => {
  const [, child = '', parent = ''] = rule
  if (view.has(rule) || !view.reachedFrom(parent as Subject | Resource).includes(child)) return
  const [inner, outer] = [decodeRef(child), decodeRef(parent)]
  throw new Problem(
    'in_itself',
    inner === outer ? inner : `${outer} is in ${inner}, directly or through others`,
  )
}
