/** What a person is due by the provider's mapping, worked out anew when their groups change or when they return. */
import { isDeepStrictEqual } from 'node:util'
import { type Entitlement, entitlementOf } from '../bridge/entitlement.ts'
import { mappedFor } from '../bridge/mapping.ts'
import { namesOf } from '../bridge/scim-groups.ts'
import { loseRole } from '../change/people.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Account } from '../model/account.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import type { Rule } from '../model/rule.ts'
import type { ScimGroup } from '../model/scim.ts'
import type { ScimCaller, ScimParts } from './caller.ts'

export interface Remapping {
  readonly view: RulesView
  readonly caller: ScimCaller
  readonly id: Subject
  /** The group as it was, and as it is to be. */
  readonly before: ScimGroup | undefined
  readonly after: ScimGroup | undefined
  /** As they are to be. */
  readonly members: ReadonlySet<Subject>
  /** Whose standing may change. */
  readonly affected: readonly Subject[]
}

interface Also {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly records: readonly RecordWrite[]
}

/** What joining or leaving a group changes beside the membership. */
export const remapped = async (parts: ScimParts, remapping: Remapping): Promise<Also> => {
  const all: Also[] = []
  for (const account of remapping.affected) {
    if (parts.turns.isOver()) await parts.turns.nextTurn()
    const also = await remappedOne(parts, remapping, account)
    if (also) all.push(also)
  }
  return {
    adds: all.flatMap(({ adds }) => adds),
    removes: all.flatMap(({ removes }) => removes),
    records: all.flatMap(({ records }) => records),
  }
}

const remappedOne = async (
  parts: ScimParts,
  { view, caller, id, before, after, members }: Remapping,
  account: Subject,
): Promise<Also | undefined> => {
  const where = { idp: caller.idp.id, account }
  const known = (await parts.store.records.list('identity', caller.org, { limit: 100, where })).items
  // One who signs in under another id than SCIM knows is there twice.
  const identity = known.find(({ scim }) => scim) ?? known[0]
  if (!identity) return undefined
  const now = after && members.has(account) ? namesOf(after) : []
  // The groups claim of the last sign-in named this group too: what has been left since then is not stated any more.
  const lapsed = new Set((before ? namesOf(before) : []).filter(name => !now.includes(name)))
  const stated = identity.groups.filter(name => !lapsed.has(name))
  const value = stated.length === identity.groups.length ? identity : { ...identity, groups: stated }
  const unmapped = { adds: [], removes: [], records: identityWrite(identity, value) }
  // Most groups stand for nothing here beyond themselves.
  if (caller.idp.mappings.length === 0) return unmapped
  const inactive = view.roleOf(account) === undefined
  const kept = await parts.store.records.find('account', caller.org, account)
  const aside = inactive ? kept?.disabled?.role : undefined
  if (inactive && aside === undefined) return unmapped
  const due = await dueTo(parts, view, {
    caller,
    identity: value,
    except: id,
    also: now,
    ...(aside === undefined ? {} : { aside }),
  })
  const records = identityWrite(identity, due.identity)
  if (due.role === undefined && !inactive) {
    const lost = loseRole(view, { id: account, account: kept })
    return { ...lost, records: [...records, ...lost.records] }
  }
  const put = inactive ? putAside(view, kept, due.role) : []
  return { adds: due.adds, removes: due.removes, records: [...records, ...put] }
}

export const identityWrite = (before: Identity | undefined, value: Identity): readonly RecordWrite[] =>
  isDeepStrictEqual(before, value) ? [] : [{ put: 'identity', value }]

/** What happens while a person is disabled changes the role that they come back to. */
const putAside = (
  view: RulesView,
  account: Account | undefined,
  role: string | undefined,
): readonly RecordWrite[] => {
  if (!account?.disabled) return []
  const disabled = { ...account.disabled, role: role ?? view.catalogue.newcomer }
  return disabled.role === account.disabled.role ? [] : [{ put: 'account', value: { ...account, disabled } }]
}

export interface Due extends Entitlement {
  /** The identity, with what the mapping gives now. */
  readonly identity: Identity
}

export interface Person {
  readonly caller: ScimCaller
  readonly identity: Identity
  /** A group that is changing, and what it is called for those who are in it afterwards. */
  readonly except?: Subject
  readonly also?: readonly string[]
  readonly aside?: string
}

/** What the groups of a person give them now, by SCIM and by the claims of their last sign-in. */
export const dueTo = async (
  { store }: ScimParts,
  view: RulesView,
  { caller, identity, except, also = [], aside }: Person,
): Promise<Due> => {
  const { idp } = caller
  const { account } = identity
  const mapped = await mappedFor(store.records, view, idp.mappings, {
    idp: idp.id,
    account,
    groups: [...identity.groups, ...also],
    ...(except ? { except } : {}),
  })
  const standing = entitlementOf(view, {
    account,
    mapped,
    before: identity.mapped,
    invitation: undefined,
    ...(aside === undefined ? {} : { aside }),
  })
  const byMapping = mapped.role !== undefined && mapped.role === standing.role ? { role: mapped.role } : {}
  return { ...standing, identity: { ...identity, mapped: { groups: mapped.groups, ...byMapping } } }
}
