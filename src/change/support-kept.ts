/** Support access is what its record says: only its own calls give it a role, or another end. */
import type { OrgId, Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { endedRule, endRule, isEnd } from '../model/rule-ends.ts'
import { isRoleOf } from '../model/rule-forms.ts'
import { mayBeSupport, type SupportAccess } from '../model/support-access.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Draft } from './commit.ts'
import { rolesHeld } from './roles.ts'
import type { RulesView } from './rules-view.ts'

type Records = Pick<RecordStore, 'find'>

/** Whether the account is there for support access. */
export const isSupport = async (records: Records, org: OrgId, id: string): Promise<boolean> =>
  mayBeSupport(id) && (await records.find('support_access', org, id as Subject)) !== undefined

export const ofItsOwn = (): Problem =>
  new Problem('malformed', 'support access is opened and ended by calls of its own')

/** Asked of every change, also of one that is written as text. @throws Problem malformed */
export const requireSupportKept = async (records: Records, view: RulesView, draft: Draft): Promise<void> => {
  for (const id of namedBy(draft)) {
    const access = await records.find('support_access', view.organisation.id, id)
    const opensOrEnds = draft.records?.some(
      record =>
        ('put' in record && record.put === 'support_access' && record.value.id === id) ||
        ('drop' in record && record.drop === 'support_access' && 'id' in record && record.id === id),
    )
    if (access && !opensOrEnds && !isKept(view, draft, access)) throw ofItsOwn()
  }
}

/** The accounts of such names whose roles, or the ends of these, come or go. */
const namedBy = ({ adds = [], removes = [] }: Draft): ReadonlySet<Subject> =>
  new Set(
    [...adds, ...removes]
      .map(rule => (isEnd(rule) ? endedRule(rule) : rule))
      .filter(rule => mayBeSupport(rule[1] ?? '') && isRoleOf(rule, rule[1] as Subject))
      .map(([, id]) => id as Subject),
  )

const isKept = (
  view: RulesView,
  { adds = [], removes = [] }: Draft,
  { id, expires_at }: SupportAccess,
): boolean => {
  const [come, gone] = [adds, removes].map(rules => new Set(rules.map(ruleKey))) as [Set<string>, Set<string>]
  const stands = (rule: Rule): boolean =>
    come.has(ruleKey(rule)) || (view.has(rule) && !gone.has(ruleKey(rule)))
  const held = rolesHeld(view, id)
  const roles = [...held, ...adds.filter(rule => isRoleOf(rule, id))].filter(stands)
  // Whoever is disabled holds none, and gets back the one that was put aside.
  const isAnother = (rule: Rule): boolean =>
    held.length > 0 && !held.some(one => ruleKey(one) === ruleKey(rule))
  return roles.every(rule => stands(endRule(rule, expires_at)) && !isAnother(rule))
}
