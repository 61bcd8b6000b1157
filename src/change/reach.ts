/**
 * How far a role reaches: what it may do to the organisation and to everything of a type, and, where a role is given, to each resource
 * that rules of the organisation's own roles name. Casbin is asked about each action, so
 * whatever rules make of a role counts. Nobody gives a role that reaches further than they do, and no role of an organisation's
 * own comes to what administrators alone may without somebody saying so.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ORG, type Resource, type Subject, subject } from '../model/id.ts'
import { GIVING } from '../model/operations.ts'
import { Problem } from '../model/problems.ts'
import { roleRule } from '../model/rule-forms.ts'
import type { RulesView } from './rules-view.ts'

/** Written `action on resource`. */
export type Reach = ReadonlySet<string>

const known = new WeakMap<RulesView, Map<string, Reach>>()

const remembered = (view: RulesView, of: string, make: () => Reach): Reach => {
  const all = known.get(view) ?? new Map<string, Reach>()
  known.set(view, all)
  const before = all.get(of)
  if (before) return before
  const made = make()
  all.set(of, made)
  return made
}

/** Every action on the organisation and on the collections of types. */
const everything = ({ catalogue }: RulesView): readonly { action: string; resource: Resource }[] =>
  [ORG, ...Object.values(catalogue.types)].flatMap(on =>
    [...catalogue.actions].map(action => ({ action, resource: on as Resource })),
  )

/** What the account, the group or the role may do to the organisation and to all resources of a type. */
export const reachOf = (view: RulesView, who: Subject): Reach =>
  remembered(
    view,
    who,
    () =>
      new Set(
        everything(view)
          .filter(({ action, resource }) => view.check({ subject: who, action, resource }))
          .map(({ action, resource }) => `${action} on ${resource}`),
      ),
  )

/** So many questions are put to Casbin in one go. Under a policy set that scans its rules each may take milliseconds. */
const AT_ONCE = 4

/** The same, worked out in turns with other work. */
export const reachInTurns = async (view: RulesView, who: Subject): Promise<Reach> => {
  const before = known.get(view)?.get(who)
  if (before) return before
  const reach = new Set<string>()
  for (const [at, { action, resource }] of everything(view).entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await nextTurn()
    if (view.check({ subject: who, action, resource })) reach.add(`${action} on ${resource}`)
  }
  return remembered(view, who, () => reach)
}

export const roleNamed = (role: string): Subject => subject('role', role)

/** The actions by which rights on resources are given. */
const givingActions = ({ catalogue }: RulesView): ReadonlySet<string> =>
  new Set(
    Object.entries(catalogue.operations).flatMap(([name, action]) => (GIVING.has(name) ? [action] : [])),
  )

/**
 * What administrators alone may, by the roles of the set: anything to the organisation that no other of its roles may, and giving rights on
 * all resources of a type.
 */
export const administratorsAlone = async (view: RulesView): Promise<Reach> => {
  const { roles, own_roles = {}, administrator } = view.catalogue
  const shared = new Set<string>()
  for (const role of Object.keys(roles))
    if (role !== administrator && !Object.hasOwn(own_roles, role))
      for (const one of await reachInTurns(view, roleNamed(role))) shared.add(one)
  const giving = givingActions(view)
  const counts = (one: string): boolean => {
    const [action = '', on] = one.split(' on ')
    return !shared.has(one) && (on === ORG || giving.has(action))
  }
  return new Set([...(await reachInTurns(view, roleNamed(administrator)))].filter(counts))
}

/** The most that one refusal names. */
const SHOWN = 8

export const shown = (reach: readonly string[]): string =>
  reach.length <= SHOWN
    ? reach.join(', ')
    : `${reach.slice(0, SHOWN).join(', ')} and ${reach.length - SHOWN} more`

/**
 * Whoever gives a role, or a key of somebody, reaches as far as it does. Administrators may give every role.
 * @throws Problem role_too_strong naming what is beyond them
 */
export const requireWithin = (view: RulesView, giver: Subject | 'operator', given: Subject): void => {
  const beyond = beyondOf(view, giver, given)
  if (beyond.length > 0) throw new Problem('role_too_strong', `beyond you: ${shown(beyond)}`)
}

/** How far a role, or an account, reaches beyond whoever gives it. */
export const beyondOf = (view: RulesView, giver: Subject | 'operator', given: Subject): readonly string[] => {
  if (giver === 'operator' || giver === given || isAdministrator(view, giver)) return []
  const own = reachOf(view, giver)
  return [...[...reachOf(view, given)].filter(one => !own.has(one)), ...beyondByName(view, giver, given)]
}

/**
 * What is beyond the giver on single resources: those that the rules of a role of the organisation's own name, which is given, or which
 * the giver has. They are no more than a role has rules.
 */
const beyondByName = (view: RulesView, giver: Subject, given: Subject): Reach =>
  remembered(view, `${giver} gives ${given}`, () => {
    const resources = new Set([given, giver].flatMap(who => namedByRole(view, who)))
    const beyond = [...resources].flatMap(resource =>
      [...view.catalogue.actions]
        .filter(
          action =>
            view.check({ subject: given, action, resource }) &&
            !view.check({ subject: giver, action, resource }),
        )
        .map(action => `${action} on ${resource}`),
    )
    return new Set(beyond)
  })

/** The resources that rules about the role, or the account's role, name one by one; none for a role of the set. */
const namedByRole = (view: RulesView, who: Subject): readonly Resource[] => {
  const role = who.startsWith('role:') ? who.slice('role:'.length) : view.roleOf(who)
  if (role === undefined || !Object.hasOwn(view.catalogue.own_roles ?? {}, role)) return []
  const named = view
    .rulesOfSubject(roleNamed(role))
    .flatMap(rule => (rule[0] === 'p' && rule.includes(roleNamed(role)) ? rule.slice(1) : []))
  return named.filter((name): name is Resource => view.isRegistered(name as Resource))
}

/** Whether the account holds the administrator's role itself, among others or alone. */
export const isAdministrator = (view: RulesView, account: Subject): boolean =>
  view.has(roleRule(view.organisation.id, account, view.catalogue.administrator))
