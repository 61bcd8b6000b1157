import type { RulesView } from '../change/rules-view.ts'
import { typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { roleRule } from '../model/rule-forms.ts'

/**
 * An organisation that has a person as administrator still has one after the change.
 * @throws Problem last_admin
 */
export function keepAdministrators(view: RulesView, adds: Iterable<Rule>, removes: Iterable<Rule>): void {
  const { administrator } = view.catalogue
  const org = view.organisation.id
  const before = view.holdersOf(administrator).filter(holder => typeOf(holder) === 'user')
  if (before.length === 0) return
  const gone = new Set([...removes].map(ruleKey))
  const stays = before.some(holder => !gone.has(ruleKey(roleRule(org, holder, administrator))))
  const pattern = roleRule(org, before[0] as (typeof before)[number], administrator)
  const comes = [...adds].some(
    ([section, holder = '', role, domain]) =>
      section === pattern[0] && typeOf(holder) === 'user' && role === pattern[2] && domain === pattern[3],
  )
  if (!(stays || comes)) throw new Problem('last_admin')
}
