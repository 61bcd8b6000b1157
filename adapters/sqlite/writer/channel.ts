import { Worker } from 'node:worker_threads'
import { OutcomeUnknown, StoreUnavailable } from '../../../src/ports/errors.ts'
import type { Database } from '../database.ts'
import type { Outcome, Request } from './request.ts'
import { commitTogether } from './together.ts'

/** The way to the one connection that writes. */
export interface Channel {
  /** Resolves when the request is on the disk, or was refused. @throws OutcomeUnknown, StoreUnavailable */
  ask(request: Request): Promise<Outcome>
  /** @throws StoreUnavailable when nothing can be written any more */
  ready(): void
  /** Resolves when what was asked before is done. */
  close(): Promise<void>
}

/** To the connection that also reads. */
export const channelHere = (db: Database): Channel => ({
  ask: async request => {
    const [outcome] = commitTogether(db, [request])
    if (!outcome) throw new StoreUnavailable('nothing was written')
    return outcome
  },
  ready: () => {},
  close: async () => {},
})

/** Requests that may wait for the disk at once; more are refused, as of a store that cannot be reached. */
export const MAX_WAITING = 10_000

/** What lives for one transaction is small: more room would only be memory that is kept. */
const YOUNG_MB = 4

interface Waiting {
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/** To a connection on a thread of its own. */
export const channelBeside = (path: string): Channel => {
  const worker = new Worker(new URL('thread.ts', import.meta.url), {
    workerData: { path },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const waiting: Waiting[] = []
  const ended = Promise.withResolvers<void>()
  let over: StoreUnavailable | undefined

  const settle = (outcomes: readonly Outcome[]): void => {
    for (const outcome of outcomes) waiting.shift()?.resolve(outcome)
    // A store that nobody closed does not keep its process alive; one that is being closed does, until it is.
    if (waiting.length === 0 && !over) worker.unref()
  }
  const end = (why: string): void => {
    over ??= new StoreUnavailable(why)
    // They may be on the disk or not: nobody is left to say.
    for (const { reject } of waiting.splice(0)) reject(new OutcomeUnknown(why))
    ended.resolve()
  }
  worker.on('message', settle)
  worker.on('error', error => end(`the writer of the store ended: ${error.message}`))
  worker.on('exit', () => end('the store is closed'))
  worker.unref()

  return {
    ask: request =>
      new Promise((resolve, reject) => {
        if (over) return reject(over)
        if (waiting.length >= MAX_WAITING) return reject(new StoreUnavailable('too many writes are waiting'))
        if (waiting.length === 0) worker.ref()
        waiting.push({ resolve, reject })
        worker.postMessage(request)
      }),
    ready: () => {
      if (over) throw over
    },
    close: () => {
      if (!over) worker.ref()
      over ??= new StoreUnavailable('the store is closed')
      worker.postMessage('close')
      return ended.promise
    },
  }
}
