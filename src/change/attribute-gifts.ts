/**
 * What attributes give that a policy set reads. An attribute of an account decides who somebody is, on every resource that there is and will be:
 * whoever sets it reaches as far as administrators. An attribute of a resource decides who may do something to that one: whoever may grant on it
 * sets it, too.
 */
import { readAttribute } from '../model/attribute-rules.ts'
import { type Resource, type Subject, typeOf } from '../model/id.ts'
import type { Rule } from '../model/rule.ts'
import { Asking } from './asking.ts'
import { beyondOf, MOST_FOUND, type Reach, roleNamed } from './reach.ts'
import type { RulesView } from './rules-view.ts'

/** Which of these attributes the giver may not set: as many as are looked for. */
export const beyondAttributes = async (
  view: RulesView,
  giver: Subject,
  rules: readonly Rule[],
): Promise<Reach> => {
  const beyond = new Set<string>()
  if (rules.length === 0) return beyond
  if ((await beyondOf(view, giver, roleNamed(view.catalogue.administrator))).length === 0) return beyond
  const asking = new Asking(view)
  for (const [, of = '', attribute = ''] of rules) {
    if (beyond.size >= MOST_FOUND) return beyond
    if (asking.isSpent) return beyond.add(asking.rest)
    if (!isAccount(of) && (await asking.mayGive(giver, 'setGrant', of as Resource))) continue
    beyond.add(`the attribute ${readAttribute(attribute)[0]} of ${of}`)
  }
  return beyond
}

const isAccount = (name: string): boolean => ['user', 'service'].includes(typeOf(name))
