/** The thread that checks answers, one at a time. */
import { parentPort } from 'node:worker_threads'
import type { Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { type AnswerToCheck, checkAnswer } from './answer.ts'

/** What goes back: errors of ours cross the border as plain data. */
export type Checked =
  | { readonly statement: Statement }
  | { readonly refused: Pick<SignInRefused, 'code' | 'detail'>; readonly cause: string }

parentPort?.on('message', async (asked: AnswerToCheck) => {
  parentPort?.postMessage(await outcomeOf(asked))
})

const outcomeOf = async (asked: AnswerToCheck): Promise<Checked> => {
  try {
    return { statement: await checkAnswer(asked) }
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    const { code, detail, cause } = error
    return { refused: { code, detail }, cause: cause instanceof Error ? cause.message : '' }
  }
}
