/**
 * People whom another IdP of the organisation keeps here, too: leaving one of the two is not leaving the organisation. While a company
 * moves from one IdP to another, the old one deactivates everybody at some time.
 */
import { withoutMapped } from '../bridge/without-mapped.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { type Rule, ruleKey } from '../model/rule.ts'
import { membershipRule } from '../model/rule-forms.ts'
import type { ScimCaller, ScimParts } from './caller.ts'

/** What the person is at IdPs in use that keep them by SCIM as active. Without SCIM, an IdP says nothing of who left. */
const activeElsewhere = async (
  { store: { records } }: ScimParts,
  { org, idp }: ScimCaller,
  account: Subject,
): Promise<readonly Identity[]> => {
  const all = (await records.list('identity', org, { limit: 100, where: { account } })).items
  const enabled = (await records.all('identity_provider', org)).filter(one => one.enabled).map(({ id }) => id)
  return all.filter(one => one.idp !== idp.id && one.scim?.active === true && enabled.includes(one.idp))
}

export interface LeftHere {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
}

/**
 * What ends when the person leaves this IdP alone: its groups, and what its mapping gave. Undefined for one whom no other keeps, or who
 * would be left without a role.
 */
export const leftHere = async (
  parts: ScimParts,
  caller: ScimCaller,
  view: RulesView,
  identity: Identity,
): Promise<LeftHere | undefined> => {
  const { account } = identity
  const others = await activeElsewhere(parts, caller, account)
  const mapped = others.length === 0 ? undefined : withoutMapped(view, identity, others)
  if (!mapped) return undefined
  const own: Subject[] = []
  for (const group of view.groupsOf(account))
    if ((await parts.store.records.find('scim_group', caller.org, group))?.idp === caller.idp.id)
      own.push(group)
  const left = own.map(group => membershipRule(caller.org, account, group)).filter(rule => view.has(rule))
  const removes = new Map([...(mapped.removes ?? []), ...left].map(rule => [ruleKey(rule), rule]))
  return { adds: mapped.adds ?? [], removes: [...removes.values()] }
}
