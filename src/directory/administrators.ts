import type { RulesView } from '../change/rules-view.ts'
import { type Subject, typeOf } from '../model/id.ts'
import { Problem } from '../model/problems.ts'

/**
 * An organisation that has an administrator keeps one: an enabled person, not a service account.
 * Asked on the rules that the change is computed from, so no race gets by.
 * @throws Problem last_admin when `leaving` is the last
 */
export const keepAdministrator = (view: RulesView, leaving: Subject): void => {
  const people = view.holdersOf(view.catalogue.administrator).filter(holder => typeOf(holder) === 'user')
  if (people.length === 1 && people[0] === leaving) throw new Problem('last_admin')
}
