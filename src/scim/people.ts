/**
 * The changes that make a person what their identity provider says. Creating one makes the account that their first sign-in
 * finds. Deleting one takes role, groups, grants, keys and sign-ins in the same change.
 */

import { believed } from '../bridge/email.ts'
import type { Answering } from '../change/commit.ts'
import { isDisabled, loseRole } from '../change/people.ts'
import { memberRole, roleEnd } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity, Idp, Joined } from '../model/idp.ts'
import type { Rule } from '../model/rule.ts'
import { endRule } from '../model/rule-ends.ts'
import { isRoleOf, roleRule } from '../model/rule-forms.ts'
import type { LeftHere } from './elsewhere.ts'
import type { Due } from './membership.ts'
import type { ScimUser } from './user-resource.ts'

/** A person before a write: what is there of them. */
export interface Before {
  readonly id: Subject
  readonly identity: Identity | undefined
  readonly account: Account | undefined
  /** How they were recognised as somebody who was here, on their way in. */
  readonly joined?: Joined
}

export interface Writing {
  readonly idp: Idp
  /** What a person who returns is due by their groups now. */
  due(identity: Identity, aside: string): Promise<Due>
  /** What ends when the person leaves this IdP and stays here by another; undefined when there is no other. */
  leftHere(identity: Identity): Promise<LeftHere | undefined>
  /** Domains verified for the organisation. */
  readonly verified: ReadonlySet<string>
  readonly now: Date
}

/** The key by which their sign-in will find them. An update that leaves the external id out does not make a stranger of them. */
export const subjectOf = (user: ScimUser, { scim_subject }: Idp, known: Identity | undefined): string =>
  scim_subject === 'userName' ? user.userName : (user.externalId ?? known?.subject ?? user.userName)

/** Makes the person what the resource says. */
export const written = async (
  view: RulesView,
  before: Before,
  user: ScimUser,
  writing: Writing,
): Promise<Answering<Identity>> => {
  const { idp, verified, now } = writing
  const trusted = believed({ ...mail(user), email_verified: false }, idp, verified)
  const active = user.active ?? wasActive(before)
  const identity = identityOf(before, { ...user, active }, { idp, trusted, now })
  const activity = await activityOf(view, before, { active, identity, writing })
  const moved = before.identity !== undefined && before.identity.subject !== identity.subject
  return {
    ...activity.rules,
    records: [
      // When the key changes, the old one must not stay behind.
      ...(moved ? [{ drop: 'identity', where: { account: before.id, idp: idp.id } } as const] : []),
      { put: 'account', value: { ...described(before, user, trusted, now), ...activity.disabled } },
      { put: 'identity', value: activity.identity },
      ...activity.records,
    ],
    answer: activity.identity,
  }
}

/** What a request does not say of `active` stays as it is; someone new is active (RFC 7643, section 4.1.1). */
const wasActive = ({ identity }: Before): boolean => identity?.scim?.active ?? true

const mail = ({ email }: ScimUser) => (email === undefined ? {} : { email })

const described = ({ id, account }: Before, user: ScimUser, trusted: boolean, now: Date): Account => {
  const {
    disabled,
    unclaimed: _,
    ...kept
  }: Omit<Account, 'id'> = account ?? { attributes: {}, created_at: now }
  return {
    ...kept,
    id,
    attributes: { ...kept.attributes, ...(user.email === undefined ? {} : { email_verified: trusted }) },
    ...(user.name === undefined ? {} : { name: user.name }),
    ...mail(user),
  }
}

const identityOf = (
  { id, identity, joined = identity?.joined }: Before,
  user: ScimUser & { readonly active: boolean },
  { idp, trusted, now }: { idp: Idp; trusted: boolean; now: Date },
): Identity => ({
  idp: idp.id,
  subject: subjectOf(user, idp, identity),
  account: id,
  email_verified: trusted,
  groups: identity?.groups ?? [],
  mapped: identity?.mapped ?? { groups: [] },
  created_at: identity?.created_at ?? now,
  ...(joined === undefined ? {} : { joined }),
  ...(identity?.first_signed_in_at === undefined ? {} : { first_signed_in_at: identity.first_signed_in_at }),
  ...mail(user),
  ...(user.name === undefined ? {} : { name: user.name }),
  scim: {
    user_name: user.userName,
    active: user.active,
    attributes: user.attributes,
    updated_at: now,
    ...(user.externalId === undefined ? {} : { external_id: user.externalId }),
  },
})

interface Activity {
  readonly rules: { readonly adds: readonly Rule[]; readonly removes: readonly Rule[] }
  readonly disabled: Pick<Account, 'disabled'> | Record<string, never>
  readonly records: readonly RecordWrite[]
  readonly identity: Identity
}

interface Becoming {
  readonly active: boolean
  readonly identity: Identity
  readonly writing: Writing
}

/**
 * What follows from being active or not. A person who was disabled by an admin stays disabled: a provider can only undo its own
 * deactivation.
 */
const activityOf = async (view: RulesView, before: Before, becoming: Becoming): Promise<Activity> => {
  const { id, account } = before
  const { active, identity, writing } = becoming
  const nothing = { rules: { adds: [], removes: [] }, records: [], identity }
  const held = view.roleOf(id)
  const newcomer = memberRole(view)
  const role = held ?? account?.disabled?.role ?? newcomer
  const off = isDisabled(view, account)
  const left = !active && !off && before.identity ? await writing.leftHere(before.identity) : undefined
  if (left) {
    const without = { ...identity, groups: [], mapped: { groups: [] } }
    return { rules: left, records: [], identity: without, disabled: {} }
  }
  if (!active && !off)
    return {
      ...ended(view, before),
      identity,
      disabled: { disabled: { role, at: writing.now, by: 'idp', ...until(view, id, held) } },
    }
  if (off && (!active || account.disabled.by !== 'idp'))
    return { ...nothing, disabled: { disabled: account.disabled } }
  if (held !== undefined) return { ...nothing, disabled: {} }
  const back = returned(view, identity, await writing.due(identity, role), newcomer)
  return { ...back, rules: { ...back.rules, adds: untilThen(back.rules.adds, account) } }
}

const until = (view: RulesView, id: Subject, role: string | undefined): { readonly until?: Date } => {
  const end = role === undefined ? undefined : roleEnd(view, id, role)
  return end === undefined ? {} : { until: end }
}

/** A role that an admin had given an end has it when it comes back. */
const untilThen = (adds: readonly Rule[], account: Account | undefined): readonly Rule[] => {
  const { role, until: end } = account?.disabled ?? {}
  const same = adds.filter(rule => account && isRoleOf(rule, account.id) && rule[2] === `role:${role}`)
  return end === undefined ? adds : [...adds, ...same.map(rule => endRule(rule, end))]
}

/** What was put aside is given back as far as what gave it still holds. */
const returned = (view: RulesView, identity: Identity, due: Due, newcomer: string): Activity => {
  const known = due.role !== undefined && Object.hasOwn(view.catalogue.roles, due.role) ? due.role : newcomer
  const adds = [roleRule(view.organisation.id, identity.account, known), ...due.adds]
  return { rules: { adds, removes: due.removes }, disabled: {}, records: [], identity: due.identity }
}

const ended = (view: RulesView, before: Before): Pick<Activity, 'rules' | 'records'> => {
  const { records, ...rules } = loseRole(view, before)
  return { rules, records }
}
