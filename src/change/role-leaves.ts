/** A role of the organisation's own goes, and another takes its place wherever it is in use. */
import { MAX_ADDS, type RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { roleRule } from '../model/rule-forms.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { Draft } from './commit.ts'
import { ending } from './ending.ts'
import type { RoleUses } from './role-uses.ts'
import { roleEnd } from './roles.ts'
import type { RulesView } from './rules-view.ts'
import { someAtATime } from './some-at-a-time.ts'

export interface Replacing {
  readonly role: string
  /** The role that takes its place; undefined where it is in use nowhere. */
  readonly by: string | undefined
  readonly uses: RoleUses
}

/** The rules that make the role and say what it may, with their ends. */
export const rulesOfRole = (view: RulesView, role: string): readonly Rule[] =>
  view
    .rulesOfSubject(`role:${role}` as Subject)
    .filter(([section, first]) => section === 'p' || first === `role:${role}`)
    .flatMap(rule => [rule, ...view.endsOf(rule)])

/** Who holds the role has the other one until they would have lost it, unless they hold that already. */
const moved = (view: RulesView, { role, by, uses }: Replacing) => {
  const { id: org } = view.organisation
  const removes = uses.holders.flatMap(holder => {
    const rule = roleRule(org, holder, role)
    return [rule, ...view.endsOf(rule)]
  })
  if (by === undefined) return { adds: [], removes }
  const adds = uses.holders
    .filter(holder => !view.has(roleRule(org, holder, by)))
    .flatMap(holder => ending([roleRule(org, holder, by)], roleEnd(view, holder, role)))
  return { adds, removes }
}

/** What a mapping gave them, under its new name: it may take it away again. */
const identitiesOf = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  { role, by = '', uses }: Replacing,
): Promise<readonly RecordWrite[]> => {
  const accounts = [...uses.holders, ...uses.aside.map(({ id }) => id)]
  const renamed = (identity: Identity): Identity => ({
    ...identity,
    ...(identity.mapped.role === role ? { mapped: { ...identity.mapped, role: by } } : {}),
    ...(identity.joined?.role === role ? { joined: { ...identity.joined, role: by } } : {}),
  })
  return someAtATime(accounts, async account => {
    const where = { account }
    const { items } = await records.list('identity', view.organisation.id, { limit: 100, where })
    return items
      .filter(({ mapped, joined }) => mapped.role === role || joined?.role === role)
      .map(identity => ({ put: 'identity', value: renamed(identity) }) as const)
  })
}

/** Records that name the role, naming the other one. */
const recordsOf = (view: RulesView, { role, by = '', uses }: Replacing): readonly RecordWrite[] => {
  const { aside, invitations, idps, newcomers } = uses
  const { organisation } = view
  const settings = { ...organisation.settings, newcomer_role: by }
  return [
    ...aside.flatMap(account =>
      account.disabled
        ? [{ put: 'account', value: { ...account, disabled: { ...account.disabled, role: by } } } as const]
        : [],
    ),
    ...invitations.map(invitation => ({ put: 'invitation', value: { ...invitation, role: by } }) as const),
    ...idps.map(idp => {
      const mappings = idp.mappings.map(each => (each.role === role ? { ...each, role: by } : each))
      return { put: 'identity_provider', value: { ...idp, mappings } } as const
    }),
    ...(newcomers ? [{ put: 'organisation', value: { ...organisation, settings } } as const] : []),
  ]
}

/** Everything that is the role's goes in one change. @throws Problem change_too_large */
export const roleLeaves = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  replacing: Replacing,
): Promise<Draft> => {
  const { holders } = replacing.uses
  if (holders.length > MAX_ADDS)
    throw new Problem(
      'change_too_large',
      `${holders.length} accounts hold it: give all but ${MAX_ADDS} of them another role first`,
    )
  const { adds, removes } = moved(view, replacing)
  return {
    adds,
    removes: [...removes, ...rulesOfRole(view, replacing.role)],
    records: [
      { drop: 'role', id: replacing.role },
      ...recordsOf(view, replacing),
      ...(await identitiesOf(records, view, replacing)),
    ],
    narrows: true,
  }
}
