/** Roles of people and service accounts: who holds one, which one a newcomer gets, and what gives another. */
import { NONE } from '../model/catalogue.ts'
import type { Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { isRoleOf, roleRule } from '../model/rule-forms.ts'
import { ending, endOf } from './ending.ts'
import { exactRules } from './exact-rules.ts'
import type { RulesView } from './rules-view.ts'

/** A person or a service account must hold a role before it is given anything. @throws Problem invite_first */
export const requireHolder = (view: RulesView, account: Subject): void => {
  if (view.roleOf(account) === undefined) throw new Problem('invite_first')
}

/** The role of a stranger who signs in; undefined where strangers are refused. */
export const newcomerRole = ({ organisation, catalogue }: RulesView): string | undefined => {
  const { newcomer_role } = organisation.settings
  return newcomer_role !== NONE && Object.hasOwn(catalogue.roles, newcomer_role) ? newcomer_role : undefined
}

/** The role of a person that an import or the organisation's IdP brings in. There always is one. */
export const memberRole = (view: RulesView): string => newcomerRole(view) ?? view.catalogue.newcomer

/** The rules by which the account holds its role: policy text may have given it several. */
export const rolesHeld = (view: RulesView, account: Subject): readonly Rule[] =>
  view
    .rulesOfSubject(account)
    .filter(rule => isRoleOf(rule, account))
    .flatMap(rule => [rule, ...view.endsOf(rule)])

/** When the account loses the role; undefined when it does not. */
export const roleEnd = (view: RulesView, account: Subject, role: string): Date | undefined =>
  endOf(view, roleRule(view.organisation.id, account, role))

/** What makes this the one role that the account holds, to an end if there is one; no role at all when `role` is undefined. */
export const exactRole = (view: RulesView, account: Subject, role: string | undefined, until?: Date) =>
  exactRules(
    view,
    rolesHeld(view, account),
    role === undefined ? [] : ending([roleRule(view.organisation.id, account, role)], until),
  )
