import type { Draft } from '../change/commit.ts'
import { exactRole, newcomerRole } from '../change/roles.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Identity } from '../model/idp.ts'
import { membershipRule } from '../model/rule-forms.ts'

/** What the mapping gave by this identity alone goes. Undefined when no role is left. */
export const withoutMapped = (
  view: RulesView,
  { account, mapped, joined }: Identity,
  others: readonly Identity[],
): Omit<Draft, 'records' | 'narrows'> | undefined => {
  const org = view.organisation.id
  const kept = new Set(others.flatMap(one => one.mapped.groups))
  const left = mapped.groups
    .filter(group => !kept.has(group))
    .map(group => membershipRule(org, account, group))
    .filter(rule => view.has(rule))
  const held = view.roleOf(account)
  const byMapping =
    held !== undefined && held === mapped.role && !others.some(one => one.mapped.role === held)
  if (!byMapping) return { removes: left }
  const before = joined?.role
  const role =
    before !== undefined && Object.hasOwn(view.catalogue.roles, before) ? before : newcomerRole(view)
  if (role === undefined) return undefined
  const { adds, removes } = exactRole(view, account, role)
  return { adds, removes: [...removes, ...left] }
}
