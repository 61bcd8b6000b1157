import { NONE } from '../../model/catalogue.ts'
import { idOf, ORG } from '../../model/id.ts'
import { ruleKey } from '../../model/rule.ts'
import { chainsOf } from '../chains.ts'
import { grantOf } from '../grants-of-set.ts'
import type { LocatedRule } from '../rules-text.ts'
import type { ReadSet } from '../set.ts'
import { NO_ROLE } from './reading.ts'
import type { Case } from './run.ts'
import { ruleHere } from './situation.ts'

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
    const reached = how.reach(action)
    const graded = levels.some(level => reached.has(level))
    for (const role of roles)
      for (const column of graded ? [NONE, ...levels] : [ORG]) yield cell(role, column, action)
  }
}

/** The cells that no case names, as `role / level / action`: a set is tested when there are none. */
export const unnamedCells = (set: ReadSet, cases: readonly Case[]): readonly string[] =>
  cellsOf(set, cases).untested

const cellsOf = (set: ReadSet, cases: readonly Case[]): Measure<string> => {
  const named = new Set(cases.flatMap(one => [...asked(one)]))
  const all = [...wanted(set)]
  return { all: all.length, untested: all.filter(each => !named.has(each)) }
}

/** How many there are of something, and those that no test is about. */
export interface Measure<T> {
  readonly all: number
  readonly untested: readonly T[]
}

/** A rule that a case is given, and that decides nothing in it. */
export interface IdleOwnRule {
  readonly case: Case
  readonly rule: string
}

/** What the tests of a set are about. */
export interface Coverage {
  /** The `p` rules of the baseline. */
  readonly rules: Measure<LocatedRule>
  /** The `p` rules that cases are given under `rules`, unless the case shows that they do nothing. */
  readonly own: Measure<IdleOwnRule>
  readonly cells: Measure<string>
  /** Of rules and cells together, rounded down. */
  readonly percent: number
}

/** The rules by which a case's questions were decided, in the printed form of an explanation. */
export type Decided = ReadonlyMap<Case, ReadonlySet<string>>

/** A case that expects no allow may well be given one: it shows that the rule gives nothing. */
const expects = ({ expect }: Case, allowed: boolean): boolean => expect.some(one => one.allowed === allowed)

/** Measures what cases are about, once they have been asked. */
export function coverageOf(set: ReadSet, cases: readonly Case[], decided: Decided): Coverage {
  const baseline = set.rules.filter(({ rule }) => rule[0] === 'p')
  const everywhere = new Set([...decided.values()].flatMap(keys => [...keys]))
  const rules = {
    all: baseline.length,
    untested: baseline.filter(({ rule }) => !everywhere.has(ruleKey(rule))),
  }
  const given = cases.flatMap(one =>
    one.situation.facts.rules
      .filter(rule => rule[0] === 'p' && expects(one, !grantOf(set.compiled, rule).denies))
      .map(rule => ({ case: one, rule })),
  )
  const own = {
    all: given.length,
    untested: given
      .filter(({ case: one, rule }) => !decided.get(one)?.has(ruleKey(ruleHere(rule, one.situation.org))))
      .map(({ case: one, rule }) => ({ case: one, rule: rule.join(', ') })),
  }
  const cells = cellsOf(set, cases)
  const parts = [rules, own, cells]
  const all = parts.reduce((sum, part) => sum + part.all, 0)
  const untested = parts.reduce((sum, part) => sum + part.untested.length, 0)
  const percent = all === 0 ? 100 : Math.floor((100 * (all - untested)) / all)
  return { rules, own, cells, percent }
}
