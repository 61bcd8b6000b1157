import type { Answer } from '../../engine/snapshot.ts'
import { type At, type Fault, printedAnswer, unanswered } from './decisions.ts'

/** Prints the decisions of a batch. They are all of one revision and differ in little else: each of the usual ones is printed once. */
export const printing = (at: At) => {
  const allowed = JSON.stringify(printedAnswer(at, { allowed: true }))
  const denied = new Map<Answer['reason'], string>()
  const printDenied = (answer: Answer): string => {
    const text = JSON.stringify(printedAnswer(at, answer))
    denied.set(answer.reason, text)
    return text
  }
  return {
    answer: (answer: Answer): string =>
      answer.allowed ? allowed : (denied.get(answer.reason) ?? printDenied(answer)),
    unanswered: (why: { reason: string } | { error: Fault }): string => JSON.stringify(unanswered(at, why)),
  }
}
