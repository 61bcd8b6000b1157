import type { Answer as Told } from '../../engine/snapshot.ts'
import { isOver, nextTurn } from '../../engine/turns.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'
import { refuse } from '../finding.ts'
import type { ReadSet } from '../set.ts'
import type { Place } from '../yaml-text.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import { snapshotOf } from './engine-way.ts'
import { type NearestRule, nearestRules } from './nearest-rule.ts'
import { unreachable } from './reachable.ts'
import { type Answer, type Case, type Failure, runCase } from './run.ts'
import { inspectTests } from './tests-text.ts'

/** A rule, and its line in `policy.csv` unless it is an organisation's own. */
export interface RuleAt {
  readonly rule: Rule
  readonly line?: number
}

/** A failure with the rule that decided, and the one that comes nearest to what was expected. */
export interface ExplainedFailure extends Failure {
  readonly decided?: RuleAt
  /** `why` it does not decide. */
  readonly nearest?: RuleAt & { readonly why: string }
}

/** How one case went. */
export interface TriedCase {
  readonly name: string
  readonly place: Place
  readonly asked: number
  readonly failures: readonly ExplainedFailure[]
  readonly seconds: number
}

/** How the tests of a set went. */
export interface Trial {
  readonly asked: number
  readonly cases: readonly TriedCase[]
  readonly failures: readonly ExplainedFailure[]
  /** Absent when only some of the cases were asked. */
  readonly coverage?: Coverage
}

/** The nearest rule is looked for so often: the rest fails for like reasons. */
const EXPLAINED = 200

const TOLD = { explain: true, insider: true }

const answerOf = ({ allowed, explanation, reason }: Told): Answer => ({
  allowed,
  ...(explanation?.rule && { rule: explanation.rule }),
  ...(explanation && { path: explanation.path }),
  ...(reason && { reason }),
})

/**
 * Asks the engine every case of a set's tests, the deciding rule included.
 * @param filter asks only the cases with this in their names, in whatever case
 * @throws PolicyRefused for tests that cannot be read
 */
export async function trySet(set: ReadSet, tests: string, filter?: string): Promise<Trial> {
  const { findings, cases: all } = inspectTests(set.compiled.catalogue, tests)
  refuse([...findings, ...unreachable(set.compiled, all)])
  const wanted = filter?.toLowerCase() ?? ''
  const chosen = all.filter(({ name }) => name.toLowerCase().includes(wanted))
  const decided = new Map<Case, Set<string>>()
  const cases: TriedCase[] = []
  let explained = 0
  for (const one of chosen) {
    if (isOver()) await nextTurn()
    const began = performance.now()
    const { failures, rules } = await tryCase(set, one)
    decided.set(one, new Set(rules.map(ruleKey)))
    const room = Math.max(EXPLAINED - explained, 0)
    explained += failures.length
    cases.push({
      name: one.name,
      place: one.place,
      asked: one.expect.length,
      failures: [...withNearest(set, one, failures.slice(0, room)), ...failures.slice(room)],
      seconds: (performance.now() - began) / 1_000,
    })
  }
  return {
    asked: cases.reduce((sum, { asked }) => sum + asked, 0),
    cases,
    failures: cases.flatMap(({ failures }) => failures),
    ...(filter === undefined ? { coverage: coverageOf(set, all, decided) } : {}),
  }
}

/** Asks one case, and keeps the rules by which it was decided. */
async function tryCase(
  set: ReadSet,
  one: Case,
): Promise<{ failures: readonly Failure[]; rules: readonly Rule[] }> {
  const rules: Rule[] = []
  const failures = await runCase(one, async (situation, questions) => {
    const snapshot = await snapshotOf(set.compiled, situation)
    const answers = await snapshot.answerAll(questions.map(question => ({ ...question, ...TOLD })))
    for (const { explanation } of answers) if (explanation?.rule) rules.push(explanation.rule)
    return answers.map(answerOf)
  })
  return { failures, rules }
}

const whyNot = ({ misses }: NearestRule, { answer }: Failure): string => {
  if (misses.length > 0) return misses.join('; ')
  if (answer?.rule !== undefined) return 'it applies, and the rule that decided goes before it'
  return `it applies, and the matcher asks for more: ${answer?.reason ?? 'see model.conf'}`
}

const withNearest = (set: ReadSet, { situation }: Case, failures: readonly Failure[]): ExplainedFailure[] => {
  if (failures.length === 0) return []
  const nearestTo = nearestRules(set.compiled, set.source.baseline, situation)
  const at = (rule: Rule): RuleAt => {
    const line = set.rules.find(located => ruleKey(located.rule) === ruleKey(rule))?.line
    return line === undefined ? { rule } : { rule, line }
  }
  return failures.map(failure => {
    const { question, allowed } = failure.expected
    const rule = failure.answer?.rule
    const nearest = nearestTo(question, allowed)
    return {
      ...failure,
      ...(rule && { decided: at(rule) }),
      ...(nearest && { nearest: { ...at(nearest.rule), why: whyNot(nearest, failure) } }),
    }
  })
}
