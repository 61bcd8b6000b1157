/**
 * What somebody has beyond another under a set whose matcher reads attributes. Casbin is asked about everything of a type, which has no attributes,
 * so what is given together with some is not in the answer: it is read off the rules. Of the set's own roles their order tells.
 */
import { isAttributeRule, readAttribute } from '../model/attribute-rules.ts'
import { type Resource, type Subject, typeOf } from '../model/id.ts'
import type { RulesView } from './rules-view.ts'

/** What the organisation's rules give to the role or account, by itself and by all that it is in, but for what the giver is in as well. */
export function* rightsBeside(
  view: RulesView,
  giver: Subject,
  given: Subject,
): Generator<{ readonly object: Resource; readonly actions: readonly string[] }> {
  const shared = new Set(view.reachedFrom(giver))
  for (const name of view.reachedFrom(given) as Subject[]) {
    if (shared.has(name) || isOfSet(view, name)) continue
    for (const rule of view.rulesAbout(name)) {
      const { object, actions, denies } = view.readingOf(rule)
      if (!denies) yield { object, actions }
    }
  }
}

/** A role of the set that is stronger than the giver's, and attributes of an account that the giver lacks. */
export function* beyondConditions(view: RulesView, giver: Subject, given: Subject): Generator<string> {
  const strongestFirst = Object.keys(view.catalogue.roles)
  const placeOf = (role: string | undefined): number =>
    role === undefined ? strongestFirst.length : strongestFirst.indexOf(role)
  const isRole = typeOf(given) === 'role'
  const role = isRole ? given.slice('role:'.length) : view.roleOf(given)
  if (placeOf(role) < placeOf(view.roleOf(giver))) yield `the role ${role}, by what it gives with attributes`
  const held = new Set(attributesOf(view, giver))
  for (const attribute of attributesOf(view, given))
    if (!held.has(attribute)) yield `the attribute ${readAttribute(attribute)[0]} of ${given}`
}

const isOfSet = ({ catalogue: { own_roles = {} } }: RulesView, name: Subject): boolean =>
  typeOf(name) === 'role' && !Object.hasOwn(own_roles, name.slice('role:'.length))

/** As rules have them: a missing one gives nothing. */
const attributesOf = (view: RulesView, account: Subject): readonly string[] =>
  view
    .rulesOfSubject(account)
    .flatMap(rule => (isAttributeRule(rule) && rule[1] === account ? [rule[2] ?? ''] : []))
