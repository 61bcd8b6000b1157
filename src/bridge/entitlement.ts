/** Works out the role and groups a person is entitled to: from what they hold, what their IdP's groups give, and what an invitation promised. */
import { isOnlyAdministrator } from '../change/administrators.ts'
import { promisedGrants } from '../change/promises.ts'
import { exactRole, newcomerRole } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Rule } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { Mapped } from './mapping.ts'

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
  const moved = stays
    ? { adds: [], removes: [] }
    : exactRole(view, claim.account, role, promisedEnd(claim, role))
  if (role === undefined) return { role, adds: [], removes: moved.removes }
  const groups = new Set(claim.mapped.groups)
  const left = (claim.before?.groups ?? []).filter(group => !groups.has(group))
  const adds = [
    ...moved.adds,
    ...[...groups].map(group => membershipRule(org, claim.account, group)),
    ...(claim.invitation ? promisedGrants(view, claim.invitation, claim.account) : []),
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

/** What an invitation gives ends with it; what a mapping gives does not. */
const promisedEnd = ({ mapped, invitation }: Claim, role: string | undefined): Date | undefined =>
  mapped.role === undefined && role === invitation?.role ? invitation?.access_expires_at : undefined

/** A mapping decides where it has something to say; then the better of what they hold and what they were promised; then what newcomers get. */
const roleFor = (
  view: RulesView,
  { account, mapped, before, invitation }: Claim,
  held: string | undefined,
) => {
  const own = held !== undefined && held !== before?.role ? held : undefined
  const better = Object.keys(view.catalogue.roles).find(name => name === own || name === invitation?.role)
  const role = mapped.role ?? better ?? newcomerRole(view)
  return held !== undefined && held !== role && isOnlyAdministrator(view, account) ? held : role
}
