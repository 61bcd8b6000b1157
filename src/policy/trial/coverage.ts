import { NONE } from '../../model/catalogue.ts'
import { idOf, ORG } from '../../model/id.ts'
import { chainsOf } from '../chains.ts'
import type { ReadSet } from '../set.ts'
import { NO_ROLE } from './reading.ts'
import type { Case } from './run.ts'

/** A cell that tests are to name: what a role may do, given a level; or to the organisation. */
const cell = (role: string, level: string, action: string): string => `${role} / ${level} / ${action}`

/** The cells that a case asks: its question's role, and the level that the resource is named after. */
function* asked({ situation, expect }: Case): Generator<string> {
  for (const { question } of expect) {
    if (!situation.facts.accounts.has(question.subject)) continue
    const role = situation.facts.accounts.get(question.subject) ?? NO_ROLE
    yield cell(role, question.resource === ORG ? ORG : idOf(question.resource), question.action)
  }
}

/** Every cell of the two tables that a set makes: role x level x action, and role x action on the organisation. */
function* wanted({ compiled, rules }: ReadSet): Generator<string> {
  const { catalogue } = compiled
  const { how } = chainsOf(
    compiled,
    rules.map(({ rule }) => rule),
  )
  const roles = [...Object.keys(catalogue.roles), NO_ROLE]
  const levels = Object.keys(catalogue.levels)
  for (const action of catalogue.actions) {
    const graded = levels.some(level => how.reach(action).has(level))
    for (const role of roles)
      for (const column of graded ? [NONE, ...levels] : [ORG]) yield cell(role, column, action)
  }
}

/** The cells that no case names, as `role / level / action`: a set is tested when there are none. */
export function unnamedCells(set: ReadSet, cases: readonly Case[]): readonly string[] {
  const named = new Set(cases.flatMap(one => [...asked(one)]))
  return [...wanted(set)].filter(each => !named.has(each))
}
