import type { Properties } from '../../engine/question.ts'
import type { Resource, Subject } from '../../model/id.ts'
import { type Rule, ruleKey } from '../../model/rule.ts'
import type { Place } from '../yaml-text.ts'
import type { Situation } from './situation.ts'

export interface Question {
  readonly subject: Subject
  readonly action: string
  readonly resource: Resource
  readonly context?: Readonly<Record<string, unknown>>
  readonly properties?: Properties
}

export interface Expectation {
  readonly question: Question
  readonly allowed: boolean
  /** Where it stands in `tests.yaml`. */
  readonly place: Place
  /** The rule that decides; its organisation is written as `$org`, that of a baseline rule as `*`. */
  readonly by?: Rule
}

export interface Case {
  readonly name: string
  /** Where it stands in `tests.yaml`. */
  readonly place: Place
  readonly situation: Situation
  readonly expect: readonly Expectation[]
  /** Names that it takes not to exist, and where it says so. */
  readonly unknown?: readonly { readonly name: string; readonly id: string; readonly place: Place }[]
}

export interface Answer {
  readonly allowed: boolean
  /** The deciding rule, from ways that explain. */
  readonly rule?: Rule
  /** From the subject to the one that the rule is about, from ways that explain. */
  readonly path?: readonly string[]
  /** Why it was denied without a rule, from ways that explain. */
  readonly reason?: string
}

/** A way of asking: answers the questions, in order, in a situation that it knows or sets up. */
export type Way = (situation: Situation, questions: readonly Question[]) => Promise<readonly Answer[]>

export interface Failure {
  /** The case. */
  readonly name: string
  readonly expected: Expectation
  /** Absent when the way gave none. */
  readonly answer?: Answer
  /** `user:gil clone dataset:streets: expected deny, got allow`. */
  readonly message: string
}

export interface Report {
  readonly asked: number
  readonly failures: readonly Failure[]
}

/** Baseline rules are instantiated for an organisation, and an explanation may show either form. */
const sameRule = (expected: Rule, actual: Rule, { org }: Situation): boolean => {
  const anywhere = ([section, ...fields]: Rule): Rule => [
    section,
    ...fields.map(field => (field === org || field === '$org' ? '*' : field)),
  ]
  return ruleKey(anywhere(expected)) === ruleKey(anywhere(actual))
}

const verdict = (allowed: boolean): string => (allowed ? 'allow' : 'deny')

const asked = ({ subject, action, resource }: Question): string => `${subject} ${action} ${resource}`

/** What is wrong with an answer; undefined when it is as expected. */
function fault(
  { allowed, by }: Expectation,
  answer: Answer | undefined,
  situation: Situation,
): string | undefined {
  if (answer === undefined) return 'no answer'
  if (answer.allowed !== allowed) return `expected ${verdict(allowed)}, got ${verdict(answer.allowed)}`
  if (by === undefined || answer.rule === undefined || sameRule(by, answer.rule, situation)) return undefined
  return `expected by ${by.join(', ')}, got ${answer.rule.join(', ')}`
}

/** Asks one case. An error that the way throws is the caller's. */
export async function runCase({ name, situation, expect }: Case, way: Way): Promise<readonly Failure[]> {
  const answers = await way(
    situation,
    expect.map(({ question }) => question),
  )
  return expect.flatMap((expectation, index) => {
    const answer = answers[index]
    const wrong = fault(expectation, answer, situation)
    if (wrong === undefined) return []
    const message = `${asked(expectation.question)}: ${wrong}`
    return [{ name, expected: expectation, message, ...(answer && { answer }) }]
  })
}

/** Asks every case, one after the other, and reports everything that is not as expected. */
export async function runCases(cases: readonly Case[], way: Way): Promise<Report> {
  const failures: Failure[] = []
  for (const one of cases) failures.push(...(await runCase(one, way)))
  return { asked: cases.reduce((sum, { expect }) => sum + expect.length, 0), failures }
}
