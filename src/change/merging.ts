/**
 * Two accounts of one person become one. What the one that goes holds is the other's from then on: groups, grants and denies, keys,
 * the identities it is recognised by, the invitations it sent. Nobody may do more than the two together could.
 */
import type { Account } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { Invitation } from '../model/invitation.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { isEnd } from '../model/rule-ends.ts'
import { asGrant, isRoleOf, roleRule } from '../model/rule-forms.ts'
import type { Answering } from './commit.ts'
import { ending, endOf } from './ending.ts'
import { invitationsTo, isDisabled, type Someone } from './people.ts'
import { exactRole, rolesHeld } from './roles.ts'
import type { RulesView } from './rules-view.ts'
import { signInsEnd } from './sign-ins.ts'

/** The account that goes, with every record that is to be the other's. */
export interface Going extends Someone {
  readonly account: Account
  readonly identities: readonly Identity[]
  readonly keys: readonly ApiKey[]
  /** Those that it sent. */
  readonly invitations: readonly Invitation[]
}

export interface Staying extends Someone {
  readonly account: Account
  readonly identities: readonly Identity[]
}

/** What a merge does, for those who look before. */
export interface MergePlan {
  readonly account: Account
  readonly role: string
  readonly gone: Subject
  /** The role that goes with the other account; absent when it held none. */
  readonly role_lost?: string
  /** Rules that come to the account that stays. */
  readonly rules: readonly Rule[]
  readonly identities: readonly Identity[]
  readonly keys: readonly ApiKey[]
  readonly invitations: readonly Invitation[]
}

export interface Merging {
  readonly to: Staying
  readonly from: Going
  /** Absent: the role of the one that stays, or else of the other. */
  readonly role?: string | undefined
  readonly at: Date
}

/** @throws Problem disabled, not_mergeable, unknown_role */
export const merge = (view: RulesView, { to, from, role: wished, at }: Merging): Answering<MergePlan> => {
  requireMergeable(view, to, from)
  const role = roleAfter(view, { to, from, wished })
  const held = exactRole(view, to.id, role, endOfRole(view, [to.id, from.id], role))
  const moved = movedRules(view, from.id, to.id)
  const account = described(to.account, from.account)
  const identities = from.identities.map(one => ({
    joined: { by: 'hand', at } as const,
    ...one,
    account: to.id,
  }))
  const keys = from.keys.map(key => ({ ...key, subject: to.id }))
  const invitations = from.invitations.map(one => ({ ...one, invited_by: to.id }))
  const role_lost = view.roleOf(from.id)
  return {
    adds: [...held.adds, ...moved.adds],
    removes: [...held.removes, ...rolesHeld(view, from.id), ...moved.removes],
    records: [
      { drop: 'account', id: from.id },
      { put: 'account', value: account },
      ...identities.map((value): RecordWrite => ({ put: 'identity', value })),
      ...keys.map((value): RecordWrite => ({ put: 'api_key', value })),
      ...invitations.map((value): RecordWrite => ({ put: 'invitation', value })),
      ...invitationsTo(from.account),
      signInsEnd({ by: 'subject', subject: from.id }),
    ],
    narrows: true,
    answer: {
      account,
      role,
      gone: from.id,
      ...(role_lost === undefined ? {} : { role_lost }),
      rules: moved.adds,
      identities,
      keys,
      invitations,
    },
  }
}

const requireMergeable = (view: RulesView, to: Staying, from: Going): void => {
  if (to.id === from.id) throw new Problem('not_mergeable', 'it is one account already')
  if (isDisabled(view, to.account) || isDisabled(view, from.account)) throw new Problem('disabled')
  const kept = new Set(to.identities.filter(({ scim }) => scim).map(({ idp }) => idp))
  if (from.identities.some(({ idp, scim }) => scim && kept.has(idp)))
    throw new Problem('not_mergeable', 'their identity provider keeps both by SCIM: remove one of them there')
}

const roleAfter = (
  view: RulesView,
  { to, from, wished }: { readonly to: Someone; readonly from: Someone; readonly wished: string | undefined },
): string => {
  const held = [view.roleOf(to.id), view.roleOf(from.id)].filter(role => role !== undefined)
  const role = wished ?? held[0]
  if (role === undefined) throw new Problem('not_mergeable', 'neither of them has a role')
  requireRole(view.catalogue, role)
  if (!held.includes(role)) throw new Problem('not_mergeable', 'neither of them has this role')
  return role
}

/** When the role ends: as late as either of them would lose it, not at all where one would not. */
const endOfRole = (view: RulesView, held: readonly Subject[], role: string): Date | undefined => {
  const rules = held.map(id => roleRule(view.organisation.id, id, role)).filter(rule => view.has(rule))
  const ends = rules.flatMap(rule => endOf(view, rule) ?? [])
  return ends.length < rules.length ? undefined : ends.sort((a, b) => b.getTime() - a.getTime())[0]
}

/** Every rule about the one, as a rule about the other. Of two grants on one resource the stronger one is left. */
const movedRules = (view: RulesView, from: Subject, to: Subject) => {
  const own = view.rulesOfSubject(from).filter(rule => !(isRoleOf(rule, from) || isEnd(rule)))
  const weakestFirst = Object.keys(view.catalogue.levels)
  const strength = (level: string): number => weakestFirst.indexOf(level)
  const grants = view.rulesOfSubject(to).filter(rule => asGrant(rule)?.subject === to)
  const adds: Rule[] = []
  const removes: Rule[] = [...own]
  for (const one of own) {
    const rule = replaced(one, from, to)
    const grant = asGrant(rule)
    const same = grant && grants.filter(other => asGrant(other)?.resource === grant.resource)
    const stronger = same?.some(
      other => strength(asGrant(other)?.level ?? '') >= strength(grant?.level ?? ''),
    )
    if (stronger || view.has(rule)) continue
    adds.push(...ending([rule], endOf(view, one)))
    removes.push(...(same ?? []))
  }
  return { adds, removes }
}

const replaced = ([section, ...fields]: Rule, from: Subject, to: Subject): Rule => [
  section,
  ...fields.map(field => (field === from ? to : field)),
]

/** What the one that stays does not say of itself, the other one does. */
const described = (to: Account, from: Account): Account => {
  const { id: _id, disabled: _, unclaimed: _u, ...other } = from
  return { ...other, ...to, attributes: { ...other.attributes, ...to.attributes } }
}
