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
import { isOver, nextTurnIfWanted } from './turns.ts'
import type { Verdict } from './verdict.ts'

/** The most work of one batch: about a second. The remaining questions are denied as `too_much_work`. */
const MAX_BATCH_WORK = 2_000_000

/** The work done before the clock is read again: tens of microseconds, unless one question takes longer. */
const LOOK_EVERY = 64
/** What a question of a batch counts, beside what it takes to answer it. */
const READ = 8

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

/** An answer, and what names the rule behind it where that is wanted; it is worked out only when it is asked for. */
export interface Named extends Answer {
  readonly named?: () => Rule | undefined
}

const UNNAMED = (): undefined => undefined

/** What decides, and what names the rule behind its last verdict. */
export interface Deciding {
  readonly decide: Decide
  named(): () => Rule | undefined
}

interface Answering extends Deciding {
  readonly judge: Judge
}

/** Answers a question of a batch; with what names the rule behind it, where the batch was begun so. */
export type Ask = (question: Question) => Named

/** One question of a batch: it is read, asked, and its answer printed. Answers whether there may be a next one. */
export type AnswerStep = (ask: Ask, index: number) => boolean

/** How many questions a batch has, and whether the rules behind its answers are to be named. */
export interface Batch {
  readonly count: number
  readonly named?: boolean
}

/**
 * Takes a step for each question, in turns with other work. When they have used up the budget of a batch, what they ask from then on
 * is too much work.
 */
export const answerEach = async (
  { judge, decide, named: namesLast }: Answering,
  { count, named = false }: Batch,
  step: AnswerStep,
): Promise<void> => {
  let [spent, looked] = [0, 0]
  const ask = (question: Question): Answer => {
    if (spent > MAX_BATCH_WORK) return TOO_MUCH
    const before = judge.work
    const given = answer(judge, question, decide)
    spent += judge.work - before
    return given
  }
  // An explanation names its rule itself.
  const askNamed = (question: Question): Named => {
    const given = ask(question)
    return { ...given, named: given === TOO_MUCH || question.explain ? UNNAMED : namesLast() }
  }
  for (let at = 0; at < count; at++) {
    if (!step(named ? askNamed : ask, at)) return
    spent += READ
    if (spent - looked < LOOK_EVERY) continue
    looked = spent
    if (isOver()) await nextTurnIfWanted()
  }
}

/** The answers to questions that are there already, in order. */
export const answerAll = async (answering: Answering, questions: readonly Question[]): Promise<Answer[]> => {
  const answers: Answer[] = []
  await answerEach(answering, { count: questions.length }, (ask, at) => {
    answers.push(ask(questions[at] as Question))
    return true
  })
  return answers
}
