/** The thread for SAML: one task at a time. */
import { parentPort } from 'node:worker_threads'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { type Tasks, tasks } from './tasks.ts'

export interface Asked {
  readonly task: keyof Tasks
  readonly given: unknown
}

/** What goes back: errors of ours cross the border as plain data. */
export type Answered =
  | { readonly result: unknown }
  | { readonly refused: Pick<SignInRefused, 'code' | 'detail'>; readonly cause: string }
  | { readonly failed: string }

parentPort?.on('message', async (asked: Asked) => {
  parentPort?.postMessage(await answerOf(asked))
})

const answerOf = async ({ task, given }: Asked): Promise<Answered> => {
  const run = tasks[task] as (given: unknown) => Promise<unknown>
  try {
    return { result: await run(given) }
  } catch (error) {
    if (!(error instanceof SignInRefused))
      return { failed: error instanceof Error ? error.message : String(error) }
    const { code, detail, cause } = error
    return { refused: { code, detail }, cause: cause instanceof Error ? cause.message : '' }
  }
}
