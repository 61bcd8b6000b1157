/** What joining or leaving a provider's group changes beside the membership: roles and groups that its mapping gives for it. */

import { entitlementOf } from '../bridge/entitlement.ts'
import { mapGroups } from '../bridge/mapping.ts'
import { scimGroupNames } from '../bridge/scim-groups.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity, ScimGroup } from '../model/idp.ts'
import type { Rule } from '../model/rule.ts'
import type { ScimCaller, ScimParts } from './scim.ts'

export interface Remapping {
  readonly view: RulesView
  readonly caller: ScimCaller
  /** The group as it is to be. */
  readonly group: ScimGroup
  readonly members: ReadonlySet<Subject>
  /** Whose standing may change. */
  readonly affected: readonly Subject[]
}

interface Also {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly records: readonly RecordWrite[]
}

export const remapped = async (parts: ScimParts, remapping: Remapping): Promise<Also> => {
  const { caller, affected } = remapping
  // Most groups stand for nothing here beyond themselves.
  if (caller.provider.mappings.length === 0) return { adds: [], removes: [], records: [] }
  const all = await Promise.all(affected.map(account => standing(parts, remapping, account)))
  return {
    adds: all.flatMap(({ adds }) => adds),
    removes: all.flatMap(({ removes }) => removes),
    records: all.flatMap(({ records }) => records),
  }
}

const standing = async (parts: ScimParts, remapping: Remapping, account: Subject): Promise<Also> => {
  const { view, caller, group, members } = remapping
  const { org, provider } = caller
  const identity = (await parts.store.identity.identitiesOf(org, account)).find(
    one => one.idp === provider.id,
  )
  const nothing = { adds: [], removes: [], records: [] }
  // Whoever is disabled gets what they are due when they sign in again.
  if (!identity || view.roleOf(account) === undefined) return nothing
  const others = await scimGroupNames(parts.store.identity, view, account, group.id)
  const names = [...identity.groups, ...others, ...(members.has(account) ? [group.display_name] : [])]
  const mapped = mapGroups(provider.mappings, names, view.catalogue)
  const { role, adds, removes } = entitlementOf(view, {
    account,
    mapped,
    before: identity.mapped,
    invitation: undefined,
  })
  const value: Identity = {
    ...identity,
    mapped: { groups: mapped.groups, ...(mapped.role !== undefined && mapped.role === role ? { role } : {}) },
  }
  return { adds, removes, records: [{ put: 'identity', value }] }
}
