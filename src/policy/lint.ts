/**
 * What a person should know of a set that is valid: it decides, but it may not decide what was meant, or not as fast as it could.
 * Nothing here stops a set from being installed.
 */
import { MAX_RULES_PER_DECISION } from '../engine/bounds.ts'
import { walk } from '../engine/matcher/parse.ts'
import { OPERATIONS } from '../model/operations.ts'
import type { Finding } from './finding.ts'
import { ignoring } from './ignoring.ts'
import { clashes } from './lint-clashes.ts'
import { suspiciousDescription } from './lint-description.ts'
import { suspiciousNames } from './lint-names.ts'
import { suspiciousRoutes } from './lint-routes.ts'
import { suspiciousRules } from './lint-rules.ts'
import { suspiciousTests } from './lint-tests.ts'
import { suspiciousCharacters } from './lint-text.ts'
import { columnOf } from './rules-text.ts'
import { DESCRIPTION, type Inspected, MODEL, type ReadSet, RULES, type SetTexts, TESTS } from './set.ts'
import { shadows } from './shadows.ts'
import { unnamedCells } from './trial/coverage.ts'
import { unreachable } from './trial/reachable.ts'
import { TestsText } from './trial/tests-form.ts'
import { inspectTests } from './trial/tests-text.ts'
import { inspectYaml } from './yaml-text.ts'

type Found = Generator<Finding>

/** How the model decides. */
function* ofModel({ compiled, rules }: ReadSet): Found {
  const { indexed, scans = '', model, tree } = compiled
  if (!indexed)
    yield {
      code: 'model-scans',
      file: MODEL,
      line: model.line,
      column: 1,
      message: `each decision scans every rule of an organisation, which can have ${MAX_RULES_PER_DECISION} at most: ${scans}`,
    }
  for (const part of walk(tree))
    if (part.kind === 'literal' && /^(user|service|group):/.test(String(part.value)))
      yield {
        code: 'matcher-names-somebody',
        file: MODEL,
        line: model.line,
        column: 1,
        message: `the matcher names ${part.value}: what it gives or takes is in no rule, test or report`,
      }
  const effect = model.policy.indexOf('eft') + 1
  const deny = rules.find(({ rule }) => rule[0] === 'p' && effect > 0 && rule[effect] === 'deny')
  if (model.effect === 'allow' && deny !== undefined)
    yield {
      code: 'deny-without-effect',
      file: RULES,
      line: deny.line,
      column: columnOf(deny, effect),
      message: 'a deny counts for nothing under the effect of this model',
    }
}

/** What the tests leave out. */
function* untested(set: ReadSet, tests: string | undefined): Found {
  if (tests === undefined)
    return yield { code: 'tests-missing', file: TESTS, message: 'the set has no tests' }
  const { findings, cases } = inspectTests(set.compiled.catalogue, tests)
  yield* findings
  yield* unreachable(set.compiled, cases)
  yield* suspiciousTests(set, cases)
  if (findings.length > 0) return
  const unnamed = unnamedCells(set, cases)
  if (unnamed.length > 0)
    yield {
      code: 'cell-untested',
      file: TESTS,
      line: 1,
      column: 1,
      message: `${unnamed.length === 1 ? '1 cell of role, level and action is' : `${unnamed.length} cells of role, level and action are`} not tested, ${unnamed[0]} for one`,
    }
}

/** Calls of the admin API that are refused to everybody. */
function* unnamedOperations({ description }: ReadSet): Found {
  for (const operation of OPERATIONS)
    if (!Object.hasOwn(description.value.operations, operation))
      yield {
        code: 'operation-missing',
        file: DESCRIPTION,
        ...description.placeOf(['operations']),
        message: `no action is named for ${operation}: it is refused to everybody`,
      }
}

const found = (set: ReadSet, texts: SetTexts): readonly Finding[] => [
  ...suspiciousCharacters(texts),
  ...ofModel(set),
  ...suspiciousNames(set),
  ...clashes(set),
  ...suspiciousRules(set),
  ...suspiciousDescription(set),
  ...suspiciousRoutes(set),
  // Where attributes are read, two rules that look alike can be held to different conditions.
  ...(set.compiled.reads ? [] : shadows(set)),
  ...unnamedOperations(set),
  ...untested(set, texts[TESTS]),
]

/**
 * Everything to know of a set, file by file, and what comments in its files say is meant.
 * @param texts the files that the set was read from
 */
export const lintWhole = (set: ReadSet, texts: SetTexts) => ignoring(found(set, texts), texts)

/** Everything to know of a set, file by file, without what is meant. */
export const lintSet = (set: ReadSet, texts: SetTexts): readonly Finding[] => lintWhole(set, texts).open

/** Everything wrong with a set that cannot be used, as far as it can be told: each file, and each line of it, for itself. */
export function lintRest({ findings, rest }: Inspected, texts: SetTexts): readonly Finding[] {
  if (!rest) return [...findings, ...suspiciousCharacters(texts), ...formOfTests(texts[TESTS])]
  const { open } = ignoring(found(rest.set, texts).filter(rest.isOwn), texts)
  // What a comment ignores may be there once the rest is right.
  return [...findings, ...open.filter(({ code }) => code !== 'ignore-idle')]
}

const formOfTests = (tests: string | undefined): readonly Finding[] =>
  tests === undefined ? [] : inspectYaml(tests, TESTS, TestsText).findings
