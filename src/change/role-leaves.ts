/** A role of the organisation's own goes, and another takes its place wherever it is in use. */
import { MAX_ADDS, type RecordWrite } from '../model/change.ts'
import type { Subject } from '../model/id.ts'
import type { Identity } from '../model/idp.ts'
import { makingRule } from '../model/own-roles.ts'
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

/** The rules that make the role and say what it may, with their ends. Who holds it may be everybody: those rules are not looked at. */
export const rulesOfRole = (view: RulesView, role: string): readonly Rule[] => {
  const name = `role:${role}` as Subject
  const based_on = view.roleOf(name)
  const making = based_on === undefined ? [] : [makingRule(view.organisation.id, { name: role, based_on })]
  return [...making, ...view.rulesAbout(name)].flatMap(rule => [rule, ...view.endsOf(rule)])
}

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

/** It is in use in more places than one change takes. */
export class MoreThanOneChange extends Problem {
  /** How many changes it takes. */
  readonly changes: number

  constructor(changes: number) {
    super(
      'change_too_large',
      `it takes ${changes} changes to move everybody: delete the role by a call of its own`,
    )
    this.changes = changes
  }
}

/** What moving somebody costs: a change adds so many rules, and writes as many records, at most. */
const costOf = (view: RulesView, role: string, holder: Subject): number =>
  1 + view.endsOf(roleRule(view.organisation.id, holder, role)).length

/** As much of its uses as one change takes: accounts first, then invitations. */
const asMuch = (view: RulesView, { role, uses }: Replacing): RoleUses => {
  let room = MAX_ADDS
  const fits = (cost: number): boolean => {
    room -= cost
    return room >= 0
  }
  return {
    ...uses,
    holders: uses.holders.filter(holder => fits(costOf(view, role, holder))),
    aside: uses.aside.filter(() => fits(1)),
    invitations: uses.invitations.filter(() => fits(1)),
  }
}

const changesOf = (view: RulesView, { role, uses }: Replacing): number => {
  const { holders, aside, invitations } = uses
  const held = holders.reduce((sum, holder) => sum + costOf(view, role, holder), 0)
  return Math.ceil((held + aside.length + invitations.length) / MAX_ADDS)
}

/** As many as one change takes are moved; the role stays. */
export const someMove = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  replacing: Replacing,
): Promise<Draft> => {
  const uses = { ...asMuch(view, replacing), idps: [], newcomers: false }
  const some = { ...replacing, uses }
  return {
    ...moved(view, some),
    records: [...recordsOf(view, some), ...(await identitiesOf(records, view, some))],
    narrows: true,
  }
}

/** Everything that is the role's goes in one change. @throws MoreThanOneChange */
export const roleLeaves = async (
  records: Pick<RecordStore, 'list'>,
  view: RulesView,
  replacing: Replacing,
): Promise<Draft> => {
  const changes = changesOf(view, replacing)
  if (changes > 1) throw new MoreThanOneChange(changes)
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
