/**
 * What keeps a door shut outlives the account that it names: a deny about it, and its place in a group that only denies. Whoever is added under
 * the id later meets it, until somebody lifts it who may. Otherwise a person who is denied something would be allowed it again once they were
 * removed and added anew.
 */
import type { Subject } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Rule } from '../model/rule.ts'
import { endedRule, isEnd } from '../model/rule-ends.ts'
import { readingsOfGroup, rightsOfGroup } from './group-rights.ts'
import { beyondRights, type Giver, isUnbound, shown, UNKNOWN_LINK } from './reach.ts'
import type { RulesView } from './rules-view.ts'

/** Every rule that goes with the account. */
export const rulesLeaving = async (view: RulesView, id: Subject): Promise<readonly Rule[]> => {
  const shut = new Set<string>()
  for (const group of view.groupsOf(id)) {
    const { gives, denies } = await effectOf(view, group)
    if (denies && !gives) shut.add(group)
  }
  const outlives = (rule: Rule): boolean => {
    if (rule[0] === 'g') return rule[1] === id && shut.has(rule[2] ?? '')
    if (rule[0] !== 'p') return false
    const { subject, denies } = view.readingOf(rule)
    return denies && subject === id
  }
  return view.rulesOfSubject(id).filter(rule => !outlives(isEnd(rule) ? endedRule(rule) : rule))
}

/**
 * A group that gives and denies is left by whoever is removed, so who removes them has what it denies, as if they took them out of it.
 * @throws Problem role_too_strong
 */
export const requireRemovable = async (view: RulesView, giver: Giver, id: Subject): Promise<void> => {
  if (isUnbound(view, giver)) return
  if (view.catalogue.negates && view.groupsOf(id).length > 0)
    throw new Problem('role_too_strong', `beyond you: ${UNKNOWN_LINK}`)
  for (const group of view.groupsOf(id)) {
    const { gives, denies } = await effectOf(view, group)
    if (!(gives && denies)) continue
    const beyond = await beyondRights(view, giver as Subject, rightsOfGroup(view, group, 'denied'))
    if (beyond.size > 0) throw new Problem('role_too_strong', `beyond you: ${shown([...beyond])}`)
  }
}

/** So many rules are read between two looks at the clock. */
const AT_ONCE = 64

/** Whether rules give something, and deny something, to whoever is in the group. */
const effectOf = async (view: RulesView, group: Subject) => {
  const effect = { gives: false, denies: false }
  let read = 0
  for (const { denies } of readingsOfGroup(view, group)) {
    if (++read % AT_ONCE === 0 && view.turns.isOver()) await view.turns.nextTurn()
    effect[denies ? 'denies' : 'gives'] = true
    if (effect.gives && effect.denies) break
  }
  if (view.turns.isOver()) await view.turns.nextTurn()
  return effect
}
