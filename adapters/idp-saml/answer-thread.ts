/**
 * Hands answers to a thread of their own, one at a time, so that no answer holds up the thread that serves everybody. Too many
 * at once are turned away, one that takes too long is given up, and an idle thread ends.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { AnswerToCheck } from './answer.ts'
import type { Checked } from './answer-worker.ts'

const MAX_WAITING = 100
/** For one answer, in milliseconds: the largest takes a second or two on a busy machine. */
const DEADLINE = 20_000
const IDLE = 30_000
const MEMORY_MB = 256

export const createAnswerThread = (): ((asked: AnswerToCheck) => Promise<Statement>) => {
  let worker: Worker | undefined
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const idle = setTimeout(() => stop(), IDLE).unref()

  const stop = (): void => {
    void worker?.terminate()
    worker = undefined
  }
  const running = (): Worker => {
    worker ??= startWorker()
    return worker
  }
  const check = async (asked: AnswerToCheck): Promise<Statement> => {
    idle.refresh()
    try {
      return statementIn(await exchange(running(), asked))
    } catch (error) {
      // A thread that failed or was given up is not asked again.
      if (!(error instanceof SignInRefused)) stop()
      throw error instanceof SignInRefused
        ? error
        : new SignInRefused('answer_invalid', 'The answer could not be checked.', error)
    }
  }

  return async asked => {
    if (waiting >= MAX_WAITING)
      throw new SignInRefused('idp_unavailable', 'Too many people are signing in: try again in a moment.')
    waiting += 1
    const mine = last.then(() => check(asked))
    last = mine.catch(() => undefined)
    return mine.finally(() => {
      waiting -= 1
    })
  }
}

const startWorker = (): Worker => {
  const worker = new Worker(new URL('./answer-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  // Answers are waited for by their callers; the thread alone keeps no process alive.
  worker.unref()
  return worker
}

const exchange = async (worker: Worker, asked: AnswerToCheck): Promise<Checked> => {
  const given = new AbortController()
  const deadline = setTimeout(() => given.abort(), DEADLINE)
  try {
    const ended = once(worker, 'exit', { signal: given.signal }).then(() => {
      throw new Error('the thread that checks answers ended')
    })
    worker.postMessage(asked)
    const [checked] = await Promise.race([once(worker, 'message', { signal: given.signal }), ended])
    return checked as Checked
  } finally {
    clearTimeout(deadline)
    given.abort()
  }
}

const statementIn = (checked: Checked): Statement => {
  if ('statement' in checked) return checked.statement
  const { code, detail } = checked.refused
  throw new SignInRefused(code, detail, checked.cause === '' ? undefined : new Error(checked.cause))
}
