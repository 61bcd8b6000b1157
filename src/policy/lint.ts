/**
 * What a person should know of a set that is valid: it decides, but it may not decide what was meant, or not as fast as it could.
 * Nothing here stops a set from being installed.
 */
import { OPERATIONS } from '../model/operations.ts'
import type { Rule } from '../model/rule.ts'
import { chainsOf } from './chains.ts'
import type { Finding } from './finding.ts'
import { DESCRIPTION, MODEL, type ReadSet, RULES, TESTS } from './set.ts'
import { shadows } from './shadows.ts'
import { unnamedCells } from './trial/coverage.ts'
import { unreachable } from './trial/reachable.ts'
import { readTests } from './trial/tests-text.ts'

type Found = Generator<Finding>

const rulesOf = ({ rules }: ReadSet): readonly Rule[] => rules.map(({ rule }) => rule)

/** How the model decides. */
function* ofModel({ compiled, rules }: ReadSet): Found {
  const { indexed, scans = '', model } = compiled
  if (!indexed)
    yield {
      file: MODEL,
      line: model.line,
      message: `each decision scans every rule of an organisation: ${scans}`,
    }
  const effect = model.policy.indexOf('eft') + 1
  const deny = rules.find(({ rule }) => rule[0] === 'p' && effect > 0 && rule[effect] === 'deny')
  if (model.effect === 'allow' && deny !== undefined)
    yield {
      file: RULES,
      line: deny.line,
      message: 'a deny counts for nothing under the effect of this model',
    }
}

const lineOfFirst = ({ rules }: ReadSet, about: (rule: Rule) => boolean) => {
  const found = rules.find(({ rule }) => about(rule))
  return found === undefined ? {} : { line: found.line }
}

const ROLE = 'role:'

/** Roles that the rules speak of and nobody can be given. */
function* unreachableRoles(set: ReadSet): Found {
  const { who } = chainsOf(set.compiled, rulesOf(set))
  const held = Object.keys(set.description.value.roles).flatMap(role => [...who.reach(ROLE + role)])
  const reachable = new Set(held)
  const named = new Set([...who.names].filter(name => name.startsWith(ROLE)))
  for (const role of named)
    if (!reachable.has(role))
      yield {
        file: RULES,
        ...lineOfFirst(set, rule => rule.includes(role)),
        message: `nobody can hold ${role}: set.yaml does not list it, and no listed role leads to it`,
      }
}

/** The texts that rules name in their action field. */
const ruledActions = ({ compiled, rules }: ReadSet): ReadonlySet<string> => {
  const { plan, model } = compiled
  const place = plan.actionField === undefined ? 0 : model.policy.indexOf(plan.actionField) + 1
  return new Set(rules.filter(({ rule }) => rule[0] === 'p').map(({ rule }) => rule[place] ?? ''))
}

/** Actions that nobody is allowed and no level includes, and bundles of actions that no rule names. */
function* idleNames(set: ReadSet): Found {
  const { how } = chainsOf(set.compiled, rulesOf(set))
  const { actions, levels } = set.compiled.catalogue
  const ruled = ruledActions(set)
  const useful = (name: string): boolean =>
    [...how.reach(name)].some(reached => ruled.has(reached) || Object.hasOwn(levels, reached))
  for (const name of how.names)
    if (!useful(name))
      yield {
        file: RULES,
        ...lineOfFirst(set, rule => rule[0] === set.compiled.plan.graphs.action && rule.includes(name)),
        message: `${actions.has(name) ? 'the action' : 'the bundle'} ${name} is in no level and no rule names it`,
      }
}

/** What the tests leave out. */
function* untested(set: ReadSet, tests: string | undefined): Found {
  if (tests === undefined) return yield { file: TESTS, message: 'the set has no tests' }
  const cases = readTests(set.compiled.catalogue, tests)
  yield* unreachable(set.compiled, cases)
  const unnamed = unnamedCells(set, cases)
  if (unnamed.length > 0)
    yield {
      file: TESTS,
      message: `${unnamed.length} cells of role, level and action are not tested, ${unnamed[0]} for one`,
    }
}

/** Calls of the admin API that are refused to everybody. */
function* unnamedOperations({ description }: ReadSet): Found {
  const line = description.lineOf(['operations'])
  for (const operation of OPERATIONS)
    if (!Object.hasOwn(description.value.operations, operation))
      yield {
        file: DESCRIPTION,
        line,
        message: `no action is named for ${operation}: it is refused to everybody`,
      }
}

/**
 * @param tests the text of tests.yaml, if there is one
 * @throws Problem invalid_policy when the tests cannot be read
 */
export const lintSet = (set: ReadSet, tests?: string): readonly Finding[] => [
  ...ofModel(set),
  ...unreachableRoles(set),
  ...idleNames(set),
  ...shadows(set),
  ...unnamedOperations(set),
  ...untested(set, tests),
]
