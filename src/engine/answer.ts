/** Answers API callers: one question or many, with as much of the reason as the caller may know. */
import { unlessTooMuch } from './bounds.ts'
import {
  type Explained,
  type Explanation,
  explained,
  explainedUnseen,
  type Reason,
  reasoned,
} from './explain.ts'
import type { CheckRequest, Judge } from './judge.ts'
import { isOver, nextTurn } from './turns.ts'

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

const unknowing = (reason: Reason, explain: boolean | undefined): Answer => ({
  allowed: false,
  reason,
  ...(explain ? { explanation: { decided_by: 'no_rule', path: [], reason } } : {}),
})

/** @param may the answer of `check`; a remembered one will do */
const answered = (judge: Judge, question: Question, may: (request: CheckRequest) => boolean): Answer => {
  const { explain, insider } = question
  if (!explain && may(question)) return ALLOWED
  const fault = judge.faultOf(question)
  if (fault) return unknowing(fault, explain)
  if (explain) {
    const { allowed, explanation } = explanationFor(judge, question)
    const { reason } = explanation
    return { allowed, ...(insider && reason ? { reason } : {}), explanation }
  }
  const reason = insider ? reasoned(judge, question).explanation.reason : undefined
  return reason ? { allowed: false, reason } : DENIED
}

/** One answer. What is too much work is denied, with that as its reason. */
export const answer = (judge: Judge, question: Question, may: (request: CheckRequest) => boolean): Answer =>
  unlessTooMuch(() => answered(judge, question, may), TOO_MUCH)

/** Answers in order, in turns with other work, until the batch has used up its budget. */
export const answerAll = async (
  judge: Judge,
  questions: readonly Question[],
  may: (request: CheckRequest) => boolean,
): Promise<Answer[]> => {
  const answers: Answer[] = []
  let [spent, looked] = [0, 0]
  for (const question of questions) {
    if (spent > MAX_BATCH_WORK) {
      answers.push(TOO_MUCH)
      continue
    }
    const before = judge.work
    answers.push(answer(judge, question, may))
    spent += judge.work - before + 1
    if (spent - looked < LOOK_EVERY) continue
    looked = spent
    if (isOver()) await nextTurn()
  }
  return answers
}
