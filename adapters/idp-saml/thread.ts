/**
 * Everything SAML that touches XML runs on a thread of its own, one task at a time: no answer holds up the thread that serves
 * everybody, and a service without SAML never loads its libraries. Too many tasks at once are turned away, one that takes too
 * long is given up, and an idle thread ends.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Tasks } from './tasks.ts'
import type { Answered, Asked } from './worker.ts'

const MAX_WAITING = 100
/** For one task, in milliseconds: the largest answer takes a second or two on a busy machine. */
const DEADLINE = 20_000
const IDLE = 30_000
const MEMORY_MB = 256

/** Has the thread do a task. @throws SignInRefused, TaskFailed, ThreadGone */
export type SamlThread = <Name extends keyof Tasks>(
  task: Name,
  given: Parameters<Tasks[Name]>[0],
) => ReturnType<Tasks[Name]>

/** The task threw something that is not a refusal. */
export class TaskFailed extends Error {}

/** The thread ended, or was ended because it took too long. */
export class ThreadGone extends Error {}

export const createSamlThread = (): SamlThread => {
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
  const perform = async (asked: Asked): Promise<unknown> => {
    idle.refresh()
    try {
      return resultIn(await exchange(running(), asked))
    } catch (error) {
      if (error instanceof SignInRefused || error instanceof TaskFailed) throw error
      // A thread that failed or was given up is not asked again.
      stop()
      throw new ThreadGone('it could not be processed', { cause: error })
    }
  }

  const ask = async (task: keyof Tasks, given: unknown): Promise<unknown> => {
    if (waiting >= MAX_WAITING)
      throw new SignInRefused('idp_unavailable', 'Too many people are signing in: try again in a moment.')
    waiting += 1
    const mine = last.then(() => perform({ task, given }))
    last = mine.catch(() => undefined)
    return mine.finally(() => {
      waiting -= 1
    })
  }
  return ask as SamlThread
}

const startWorker = (): Worker => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  // Tasks are waited for by their callers; the thread alone keeps no process alive.
  worker.unref()
  return worker
}

const exchange = async (worker: Worker, asked: Asked): Promise<Answered> => {
  const given = new AbortController()
  const deadline = setTimeout(() => given.abort(), DEADLINE)
  try {
    const ended = once(worker, 'exit', { signal: given.signal }).then(() => {
      throw new Error('the thread for SAML ended')
    })
    worker.postMessage(asked)
    const [answered] = await Promise.race([once(worker, 'message', { signal: given.signal }), ended])
    return answered as Answered
  } finally {
    clearTimeout(deadline)
    given.abort()
  }
}

const resultIn = (answered: Answered): unknown => {
  if ('result' in answered) return answered.result
  if ('failed' in answered) throw new TaskFailed(answered.failed)
  const { code, detail } = answered.refused
  throw new SignInRefused(code, detail, answered.cause === '' ? undefined : new Error(answered.cause))
}
