import type { RulesView } from '../../change/rules-view.ts'
import { decodeRef, type Subject } from '../../model/id.ts'
import type { Rule } from '../../model/rule.ts'
import { asGrant, isRoleOf } from '../../model/rule-forms.ts'

/** What a rule gives to the subject that it begins with, in the words of the API; nothing for a rule that no call makes. */
export const whatIsGiven = (rule: Rule, { catalogue }: Pick<RulesView, 'catalogue'>) => {
  const [, holder = '', of = ''] = rule
  const grant = asGrant(rule)
  if (grant && Object.hasOwn(catalogue.levels, grant.level))
    return { resource: decodeRef(grant.resource), level: grant.level }
  if (isRoleOf(rule, holder as Subject)) return { role: of.slice('role:'.length) }
  return rule[0] === 'g' ? { group: decodeRef(of) } : {}
}
