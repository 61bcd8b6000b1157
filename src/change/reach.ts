/**
 * How far somebody, or a role, reaches: what they may do to the organisation and to everything of a type, to each resource that is named
 * to them, and whether they have the default access of resources. Casbin is asked about each action, so whatever rules make of a role
 * counts. Nobody gives what reaches further than they do; `gifts.ts` asks the same of the rules of a change.
 */
import { ORG, type Resource, type Subject, subject, typeOf } from '../model/id.ts'
import { GIVING } from '../model/operations.ts'
import { Problem } from '../model/problems.ts'
import { roleRule } from '../model/rule-forms.ts'
import { Asking } from './asking.ts'
import { beyondConditions, rightsBeside } from './attribute-reach.ts'
import { rightsOfGroup } from './group-rights.ts'
import type { RulesView } from './rules-view.ts'

/** Written `action on resource`. */
export type Reach = ReadonlySet<string>

/** Who gives. What the service does by itself, and its operator, is bounded by nothing. */
export type Giver = Subject | 'operator' | 'anonymous' | 'system'

const known = new WeakMap<RulesView, Map<string, Promise<Reach>>>()

/** What is remembered of one view. A view may be held for long, and each request may ask about another account. */
const MOST_KEPT = 256

const remembered = (view: RulesView, of: string, make: () => Promise<Reach>): Promise<Reach> => {
  const before = known.get(view)
  const all = before && before.size < MOST_KEPT ? before : new Map<string, Promise<Reach>>()
  known.set(view, all)
  const made = all.get(of) ?? make()
  all.set(of, made)
  return made
}

/** What the account or the role may do to the organisation and to all resources of a type. Worked out in turns with other work. */
export const reachOf = (view: RulesView, who: Subject): Promise<Reach> =>
  remembered(view, who, async () => {
    const { catalogue } = view
    const asking = new Asking(view)
    const reach = new Set<string>()
    for (const resource of [ORG, ...Object.values(catalogue.types)] as Resource[])
      for (const action of catalogue.actions)
        if (await asking.may(who, action, resource)) reach.add(`${action} on ${resource}`)
    return reach
  })

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
      for (const one of await reachOf(view, roleNamed(role))) shared.add(one)
  const giving = givingActions(view)
  const counts = (one: string): boolean => {
    const [action = '', on] = one.split(' on ')
    return !shared.has(one) && (on === ORG || giving.has(action))
  }
  return new Set([...(await reachOf(view, roleNamed(administrator)))].filter(counts))
}

/** The most that one refusal names. */
const SHOWN = 8
/** The most that is looked for: with so much beyond somebody, the rest changes nothing. */
export const MOST_FOUND = 100

export const shown = (reach: readonly string[]): string =>
  reach.length <= SHOWN ? reach.join(', ') : `${reach.slice(0, SHOWN).join(', ')} and more`

/**
 * Whoever gives a role, a group, or a way to act as somebody reaches as far as it does. Administrators may give everything.
 * @throws Problem role_too_strong naming what is beyond them
 */
export const requireWithin = async (view: RulesView, giver: Giver, given: Subject): Promise<void> => {
  const beyond = await beyondOf(view, giver, given)
  if (beyond.length > 0) throw new Problem('role_too_strong', `beyond you: ${shown(beyond)}`)
}

/** Under a set whose matcher negates links: what comes of one cannot be told from what rules give. */
export const UNKNOWN_LINK =
  'a place in a group or a role, since the matcher of the policy set negates such a place'

/** How far a role, a group, or an account reaches beyond whoever gives it. */
export const beyondOf = async (view: RulesView, giver: Giver, given: Subject): Promise<readonly string[]> => {
  if (isUnbound(view, giver) || giver === given) return []
  if (view.catalogue.negates && (typeOf(given) === 'group' || typeOf(given) === 'role')) return [UNKNOWN_LINK]
  const from = giver as Subject
  return [...(await remembered(view, `${giver} gives ${given}`, async () => beyond(view, from, given)))]
}

const beyond = async (view: RulesView, giver: Subject, given: Subject): Promise<Reach> => {
  if (typeOf(given) === 'group') return beyondRights(view, giver, rightsOfGroup(view, given, 'given'))
  const own = await reachOf(view, giver)
  return new Set([
    ...[...(await reachOf(view, given))].filter(one => !own.has(one)).slice(0, MOST_FOUND),
    ...((await beyondDefaults(view, giver, given)) ? [DEFAULTS] : []),
    ...(await beyondByName(view, giver, given)),
    ...(view.catalogue.reads ? await beyondByAttributes(view, giver, given) : []),
  ])
}

/** Whoever reaches as far as administrators sets attributes as well. */
const beyondByAttributes = async (view: RulesView, giver: Subject, given: Subject): Promise<Reach> => {
  const administrator = roleNamed(view.catalogue.administrator)
  if (given === administrator || (await beyondOf(view, giver, administrator)).length === 0) return new Set()
  const rights = await beyondRights(view, giver, rightsBeside(view, giver, given))
  return rights.union(new Set(beyondConditions(view, giver, given)))
}

/** Some rights on a resource, or on everything of a type, or on the organisation. */
export interface Rights {
  readonly object: Resource
  readonly actions: readonly string[]
  /** The operation that gives them; granting when absent. */
  readonly by?: 'setGrant' | 'setDefaultAccess'
}

/**
 * What of these rights the giver neither has nor may grant: as much as is looked for. Where there are more than can be asked about, the rest counts as
 * beyond.
 */
export const beyondRights = async (
  view: RulesView,
  giver: Subject,
  rights: Iterable<Rights>,
): Promise<Reach> => {
  const asking = new Asking(view)
  const beyond = new Set<string>()
  for (const { object, actions, by = 'setGrant' } of rights) {
    if (beyond.size >= MOST_FOUND) return beyond
    if (asking.isSpent) return beyond.add(asking.rest)
    if (await asking.mayGive(giver, by, object)) continue
    for (const action of actions)
      if (!(await asking.may(giver, action, object))) beyond.add(`${action} on ${object}`)
  }
  return beyond
}

const DEFAULTS = 'the default access of resources'

/** Default access is given to a role, on any number of resources: who has that role has all of it, as has who may grant everything. */
const beyondDefaults = async (view: RulesView, giver: Subject, given: Subject): Promise<boolean> => {
  const audience = roleNamed(view.catalogue.audience)
  const isIn = (who: Subject): boolean => view.reachedFrom(who).includes(audience)
  if (!isIn(given) || isIn(giver)) return false
  const asking = new Asking(view)
  for (const all of Object.values(view.catalogue.types) as Resource[])
    if (!(await asking.mayGive(giver, 'setGrant', all))) return true
  return false
}

/** What is beyond the giver on single resources: those that are named to what is given, and those that are denied to the giver by name. */
const beyondByName = async (view: RulesView, giver: Subject, given: Subject): Promise<Reach> => {
  const asking = new Asking(view)
  const beyond = new Set<string>()
  for (const resource of new Set([...namedTo(view, given, false), ...namedTo(view, giver, true)])) {
    if (beyond.size >= MOST_FOUND) return beyond
    if (asking.isSpent) return beyond.add(asking.rest)
    if (await asking.mayGive(giver, 'setGrant', resource)) continue
    for (const action of view.catalogue.actions)
      if ((await asking.may(given, action, resource)) && !(await asking.may(giver, action, resource)))
        beyond.add(`${action} on ${resource}`)
  }
  return beyond
}

/** The single resources that rules name to an account or a role, also by its groups and its role; by a role of the set, none. */
function* namedTo(view: RulesView, who: Subject, denied: boolean): Generator<Resource> {
  const { own_roles = {} } = view.catalogue
  for (const name of view.reachedFrom(who) as Subject[]) {
    if (typeOf(name) === 'role' && !Object.hasOwn(own_roles, name.slice('role:'.length))) continue
    for (const rule of view.rulesAbout(name)) {
      const { object, denies } = view.readingOf(rule)
      if (denies === denied && view.isRegistered(object)) yield object
    }
  }
}

/** Whether the account holds the administrator's role itself, among others or alone. */
export const isAdministrator = (view: RulesView, account: Subject): boolean =>
  view.has(roleRule(view.organisation.id, account, view.catalogue.administrator))

/** The operator, the service itself, and administrators give everything. */
export const isUnbound = (view: RulesView, giver: Giver): boolean =>
  giver === 'operator' || giver === 'system' || isAdministrator(view, giver as Subject)
