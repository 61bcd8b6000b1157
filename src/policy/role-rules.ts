/** What a role of the organisation's own may and may not do, read out of its rules and written as rules, wherever the policy set has their fields. */
import { ending, endOf } from '../change/ending.ts'
import type { RoleRight, RoleWish } from '../change/role-drafts.ts'
import { rulesOfRole } from '../change/role-leaves.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { CompiledSet } from '../engine/set.ts'
import { makingRule } from '../model/own-roles.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'

const EFFECTS = { may: 'allow', may_not: 'deny' } as const
type Side = keyof typeof EFFECTS

/** The rules that give the role something, or deny it. */
export const rightRules = (view: RulesView, role: string, side: Side): readonly Rule[] =>
  rulesOfRole(view, role).filter(rule => {
    if (rule[0] !== 'p') return false
    const { subject, denies } = view.readingOf(rule)
    return subject === `role:${role}` && denies === (side === 'may_not')
  })

/** What the organisation's own rules say of a role. */
export const rightsOf = (view: RulesView, role: string, side: Side): readonly RoleRight[] =>
  rightRules(view, role, side).map(rule => {
    const expires_at = endOf(view, rule)
    const { object, action = '' } = view.readingOf(rule)
    return { resource: object, action, ...(expires_at === undefined ? {} : { expires_at }) }
  })

export interface Wished {
  readonly name: string
  readonly wish: RoleWish
}

/** The rules that are to make the role and say what it may. What the wish does not say stays, rule by rule. */
export const wantedRules = (view: RulesView, set: CompiledSet, { name, wish }: Wished): readonly Rule[] => {
  const { id: org } = view.organisation
  const based_on = wish.based_on ?? view.catalogue.own_roles?.[name]
  if (based_on === undefined) throw new Problem('malformed', 'a new role needs `based_on`')
  const rights = (['may', 'may_not'] as const).flatMap(
    side =>
      wish[side]?.flatMap(({ expires_at, ...right }) =>
        ending([rightRule(set, org, { ...right, name, side })], expires_at),
      ) ?? rightRules(view, name, side).flatMap(rule => [rule, ...view.endsOf(rule)]),
  )
  return [makingRule(org, { name, based_on }), ...rights]
}

interface Written extends RoleRight {
  readonly name: string
  readonly side: Side
}

/** @throws Problem invalid_policy where rules of the set say more than whom, where, what and whether */
const rightRule = (
  { layout, plan }: CompiledSet,
  org: string,
  { name, resource, action, side }: Written,
): Rule => {
  const others = layout.others.map(field => {
    if (field === plan.actionField) return action
    if (field === 'eft') return EFFECTS[side]
    throw new Problem(
      'invalid_policy',
      `rules of this policy set have a ${field}: write the role in the text`,
    )
  })
  if (side === 'may_not' && !layout.others.includes('eft'))
    throw new Problem('invalid_policy', 'this policy set has no rules that deny')
  return ['p', ...layout.fieldsOf(org, `role:${name}`, resource, others)]
}
