/**
 * What a change gives by its rules: roles, groups, grants, attributes that decide, and what is not denied any more. Nobody gives more than they reach, whichever call
 * makes the change. It is asked at the door of all changes, so that no call can pass it by.
 */
import { isAttributeRule } from '../model/attribute-rules.ts'
import { type Resource, type Subject, typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { endedRule, isEnd } from '../model/rule-ends.ts'
import { isRegistration } from '../model/rule-forms.ts'
import { Asking } from './asking.ts'
import { beyondAttributes } from './attribute-gifts.ts'
import { Changing } from './changing.ts'
import type { ChangeRequest, Draft } from './commit.ts'
import { rightsOfGroup } from './group-rights.ts'
import {
  beyondOf,
  beyondRights,
  isUnbound,
  type Reach,
  type Rights,
  roleNamed,
  shown,
  UNKNOWN_LINK,
} from './reach.ts'
import type { RulesView } from './rules-view.ts'

/** What is given: a role or a group, or rights one by one. */
interface Gifts {
  readonly held: Set<Subject>
  readonly rights: Rights[]
  /** Groups that somebody is taken out of: what those deny is not denied any more. */
  readonly left: Set<Subject>
  /** What is put into collections and taken out. */
  readonly moved: { readonly by: string; readonly object: Resource }[]
  /** Attributes that the policy set reads, as they come and go. */
  readonly attributes: Rule[]
}

/** Asked of a change before it is made. @throws Problem role_too_strong naming what is beyond whoever makes it */
export const requireReached = async (view: RulesView, by: ChangeRequest, draft: Draft): Promise<void> => {
  const { adds = [], removes = [] } = draft
  if (by.promised || adds.length + removes.length === 0 || isUnbound(view, by.actor)) return
  const beyond = await beyondGiver(view, by.actor as Subject, await giftsOf(view, draft))
  if (beyond.length > 0) throw new Problem('role_too_strong', `beyond you: ${shown(beyond)}`)
}

const beyondGiver = async (view: RulesView, giver: Subject, gifts: Gifts): Promise<readonly string[]> => {
  const { held, rights, left, moved, attributes } = gifts
  const beyond = new Set(await beyondRights(view, giver, rights))
  for (const given of held) for (const one of await beyondOf(view, giver, given)) beyond.add(one)
  if (left.size > 0 && view.catalogue.negates) beyond.add(UNKNOWN_LINK)
  for (const group of left)
    for (const one of await beyondRights(view, giver, rightsOfGroup(view, group, 'denied'))) beyond.add(one)
  for (const one of await beyondMoves(view, giver, moved)) beyond.add(one)
  for (const one of await beyondAttributes(view, giver, attributes)) beyond.add(one)
  return [...beyond]
}

const beyondMoves = async (view: RulesView, giver: Subject, moved: Gifts['moved']): Promise<Reach> => {
  const asking = new Asking(view)
  const beyond = new Set<string>()
  for (const { by, object } of moved) {
    if (asking.isSpent) return beyond.add(asking.rest)
    const action = view.catalogue.operations[by] ?? ''
    if (!(await asking.may(giver, action, object))) beyond.add(`${action} on ${object}`)
  }
  return beyond
}

/** So many rules are read between two looks at the clock. */
const AT_ONCE = 64

const giftsOf = async (view: RulesView, draft: Draft): Promise<Gifts> => {
  const { adds = [], removes = [] } = draft
  const gifts: Gifts = { held: new Set(), rights: [], left: new Set(), moved: [], attributes: [] }
  const changing = new Changing(view, draft)
  const come = adds.filter(rule => !view.has(rule) || changing.moves(rule))
  for (const [at, rule] of [...come, ...removes].entries()) {
    if (at % AT_ONCE === AT_ONCE - 1 && view.turns.isOver()) await view.turns.nextTurn()
    if (isAttributeRule(rule)) described(changing, gifts, rule)
    else if (at < come.length) given(changing, gifts, rule)
    else if (changing.goes(rule) || changing.moves(rule)) taken(changing, gifts, rule)
  }
  return gifts
}

type Reading = (changing: Changing, gifts: Gifts, rule: Rule) => void

const given: Reading = (changing, gifts, rule) => {
  // A deny that is to end is taken away then.
  if (isEnd(rule)) {
    if (changing.view.has(endedRule(rule))) taken(changing, gifts, endedRule(rule))
  } else if (rule[0] === 'p') granted(changing, gifts, rule)
  else if (rule[0] === 'g') gifts.held.add(rule[2] as Subject)
  else if (isMembership(rule)) placed(changing, gifts, rule)
}

/** What is said of somebody or something that goes gives nothing; nor of what comes, on which nobody had anything before. */
const described: Reading = (changing, gifts, rule) => {
  const of = rule[1] as Resource
  if (!(changing.leaves(of) || changing.isNew(of))) gifts.attributes.push(rule)
}

const granted: Reading = (changing, gifts, rule) => {
  const { subject, denies, ...right } = changing.view.readingOf(rule)
  const by = subject === roleNamed(changing.view.catalogue.audience) ? 'setDefaultAccess' : 'setGrant'
  if (!(denies || changing.isNew(right.object))) gifts.rights.push({ ...right, by })
}

/** Whether something is put into a collection by the rule. */
const isMembership = (rule: Rule): boolean => rule[0] === 'g2' && !isRegistration(rule)

const placed: Reading = (changing, gifts, [, ...both]) => {
  for (const object of both.slice(0, 2) as Resource[])
    if (!changing.isNew(object)) gifts.moved.push({ by: 'addToCollection', object })
}

const taken: Reading = (changing, gifts, rule) => {
  if (isEnd(rule)) {
    // What ended is to last, or to last longer, unless it goes itself.
    if (!changing.goes(endedRule(rule))) given(changing, gifts, endedRule(rule))
  } else if (rule[0] === 'p') allowed(changing, gifts, rule)
  else if (rule[0] === 'g') left(changing, gifts, rule)
  else if (isMembership(rule)) moved(changing, gifts, rule)
}

const allowed: Reading = (changing, gifts, rule) => {
  const { subject, denies, ...right } = changing.view.readingOf(rule)
  if (denies && !changing.leaves(subject) && !changing.leaves(right.object)) gifts.rights.push(right)
}

const left: Reading = (changing, gifts, [, member = '', group]) => {
  if (typeOf(group ?? '') !== 'group' || gifts.left.has(group as Subject)) return
  if (!changing.leaves(member)) gifts.left.add(group as Subject)
}

const moved: Reading = (changing, gifts, [, child = '', collection = '']) => {
  // With a collection goes what is denied on it, which is asked for itself.
  if (changing.leaves(child) || changing.unregisters(collection)) return
  for (const object of [child, collection] as Resource[])
    gifts.moved.push({ by: 'removeFromCollection', object })
}
