/** Answers API callers: one question or many, with as much of the reason as the caller may know. */
import type { Rule } from '../model/rule.ts'
import { unlessTooMuch } from './bounds.ts'
import {
  type Explained,
  type Explanation,
  explained,
  explainedUnseen,
  type Reason,
  reasonOf,
} from './explain.ts'
import type { Judge } from './judge.ts'
import type { CheckRequest } from './question.ts'
import { isOver, nextTurn } from './turns.ts'
import type { Verdict } from './verdict.ts'

/** The most work of one batch: about a second. The remaining questions are denied as `too_much_work`. */
const MAX_BATCH_WORK = 2_000_000

/** The work done before the clock is read again: tens of microseconds, unless one question takes longer. */
const LOOK_EVERY = 64

/** A question, and what its answer should include. */
export interface Question extends CheckRequest {
  readonly explain?: boolean
  /** Whether the caller may ask about anyone, and so may know what exists and why something is denied. */
  readonly insider?: boolean
}

export interface Answer {
  readonly allowed: boolean
  /** Why it was denied. Everybody learns of an action or type that the set does not know; insiders learn the rest. */
  readonly reason?: Reason
  /** When it was asked for. */
  readonly explanation?: Explanation
}

const ALLOWED: Answer = Object.freeze({ allowed: true })
const DENIED: Answer = Object.freeze({ allowed: false })
const TOO_MUCH: Answer = Object.freeze({ allowed: false, reason: 'too_much_work' })

const explanationFor = (judge: Judge, question: Question): Explained => {
  const { insider, subject, resource } = question
  if (insider) return explained(judge, question)
  const sees = judge.sees(subject, resource)
  return sees || judge.check(question) ? explained(judge, question) : explainedUnseen(judge, question)
}

/** The verdict on a question; a remembered one will do. */
export type Decide = (request: CheckRequest) => Verdict

const answered = (judge: Judge, question: Question, decide: Decide): Answer => {
  if (question.explain) return answeredWithExplanation(judge, question)
  const verdict = decide(question)
  if (verdict === 'allow') return ALLOWED
  const reason =
    judge.faultOf(question) ?? (question.insider ? reasonOf(judge, question, verdict) : undefined)
  return reason ? { allowed: false, reason } : DENIED
}

const answeredWithExplanation = (judge: Judge, question: Question): Answer => {
  const fault = judge.faultOf(question)
  if (fault)
    return { allowed: false, reason: fault, explanation: { decided_by: 'no_rule', path: [], reason: fault } }
  const { allowed, explanation } = explanationFor(judge, question)
  const { reason } = explanation
  return { allowed, ...(question.insider && reason ? { reason } : {}), explanation }
}

/** One answer. What is too much work is denied, with that as its reason. */
export const answer = (judge: Judge, question: Question, decide: Decide): Answer =>
  unlessTooMuch(() => answered(judge, question, decide), TOO_MUCH)

/** An answer, and what names the rule behind it; that is worked out only when it is asked for. */
export interface Named extends Answer {
  readonly named: () => Rule | undefined
}

const UNNAMED = (): undefined => undefined
const TOO_MUCH_UNNAMED: Named = Object.freeze({ ...TOO_MUCH, named: UNNAMED })

/** What decides, and what names the rule behind its last verdict. */
export interface Deciding {
  readonly decide: Decide
  named(): () => Rule | undefined
}

/** Answers in order, in turns with other work, until the batch has used up its budget. */
export const answerAll = (judge: Judge, questions: readonly Question[], decide: Decide): Promise<Answer[]> =>
  withinBudget(judge, questions, { answer: question => answer(judge, question, decide), tooMuch: TOO_MUCH })

/** The same with the names of the rules. An explanation names its rule itself. */
export const answerAllNamed = (
  judge: Judge,
  questions: readonly Question[],
  { decide, named }: Deciding,
): Promise<Named[]> =>
  withinBudget(judge, questions, {
    answer: question => {
      const given = answer(judge, question, decide)
      const decided = given !== TOO_MUCH && !question.explain
      return { ...given, named: decided ? named() : UNNAMED }
    },
    tooMuch: TOO_MUCH_UNNAMED,
  })

interface Answering<T> {
  answer(question: Question): T
  readonly tooMuch: T
}

const withinBudget = async <T>(
  judge: Judge,
  questions: readonly Question[],
  { answer, tooMuch }: Answering<T>,
): Promise<T[]> => {
  const answers: T[] = []
  let [spent, looked] = [0, 0]
  for (const question of questions) {
    if (spent > MAX_BATCH_WORK) {
      answers.push(tooMuch)
      continue
    }
    const before = judge.work
    answers.push(answer(question))
    spent += judge.work - before + 1
    if (spent - looked < LOOK_EVERY) continue
    looked = spent
    if (isOver()) await nextTurn()
  }
  return answers
}
