/** Works out the role and groups a person is entitled to: from what they hold, what their IdP's groups give, and what an invitation promised. */
import type { RulesView } from '../change/rules-view.ts'
import { type Subject, typeOf } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { Invitation } from '../model/invitation.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { grantRule, isRoleOf, membershipRule, roleRule } from '../model/rule-forms.ts'
import type { Mapped } from './mapping.ts'

/** Stands in an organisation's settings where newcomers are refused. */
const NOBODY = 'none'

export interface Entitlement {
  /** Undefined for someone who may not be here. */
  readonly role: string | undefined
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

export interface Claim {
  readonly account: Subject
  readonly mapped: Mapped
  /** What the mapping gave last time: it may take that away again, and nothing else. */
  readonly before: Identity['mapped'] | undefined
  readonly invitation: Invitation | undefined
  /** The role put aside while the account is disabled: it counts as the one they hold, and no rule gives it. */
  readonly aside?: string
}

export const entitlementOf = (view: RulesView, claim: Claim): Entitlement => {
  const org = view.organisation.id
  const held = claim.aside ?? view.roleOf(claim.account)
  const role = roleFor(view, claim, held)
  const stays = role === held || claim.aside !== undefined
  const moved = stays ? { adds: [], removes: [] } : changed(view, claim.account, role)
  if (role === undefined) return { role, adds: [], removes: moved.removes }
  const groups = new Set(claim.mapped.groups)
  const left = (claim.before?.groups ?? []).filter(group => !groups.has(group))
  const adds = [
    ...moved.adds,
    ...[...groups].map(group => membershipRule(org, claim.account, group)),
    ...granted(view, claim),
  ]
  return {
    role,
    adds: adds.filter(rule => !view.has(rule)),
    removes: [
      ...moved.removes,
      ...left.map(group => membershipRule(org, claim.account, group)).filter(rule => view.has(rule)),
    ],
  }
}

/** A mapping decides where it has something to say; then the better of what they hold and what they were promised; then what newcomers get. */
const roleFor = (
  view: RulesView,
  { account, mapped, before, invitation }: Claim,
  held: string | undefined,
) => {
  const own = held !== undefined && held !== before?.role ? held : undefined
  const better = Object.keys(view.catalogue.roles).find(name => name === own || name === invitation?.role)
  const role = mapped.role ?? better ?? newcomerRole(view)
  return held !== undefined && held !== role && isLastAdministrator(view, account) ? held : role
}

/** The role of people about whom nothing is said; undefined where they are refused. */
export const newcomerRole = ({ organisation, catalogue }: RulesView): string | undefined => {
  const { newcomer_role } = organisation.settings
  if (newcomer_role === NOBODY) return undefined
  return Object.hasOwn(catalogue.roles, newcomer_role) ? newcomer_role : undefined
}

/** A sign-in never leaves an organisation without an administrator, whatever the IdP's groups say. */
export const isLastAdministrator = (view: RulesView, account: Subject): boolean => {
  const people = view.holdersOf(view.catalogue.administrator).filter(holder => typeOf(holder) === 'user')
  return people.length === 1 && people[0] === account
}

/** Policy text may have given an account several roles: what is not the new one goes. */
const changed = (view: RulesView, account: Subject, role: string | undefined) => {
  const wanted = role === undefined ? undefined : roleRule(view.organisation.id, account, role)
  const held = view.rulesOfSubject(account).filter(rule => isRoleOf(rule, account))
  return {
    adds: wanted === undefined || view.has(wanted) ? [] : [wanted],
    removes: held.filter(rule => wanted === undefined || ruleKey(rule) !== ruleKey(wanted)),
  }
}

const granted = (view: RulesView, { account, invitation }: Claim): readonly Rule[] =>
  (invitation?.grants ?? [])
    .filter(
      ({ resource, level }) => view.isRegistered(resource) && Object.hasOwn(view.catalogue.levels, level),
    )
    .map(({ resource, level }) => grantRule(view.organisation.id, account, resource, level))
