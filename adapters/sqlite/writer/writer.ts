/**
 * The one connection that writes. In a file it lives on a thread of its own, so that the thread that answers requests never
 * waits for the disk; in memory there is no disk, and it is the connection of the reads.
 */
import { Worker } from 'node:worker_threads'
import { OutcomeUnknown, StoreUnavailable } from '../../../src/ports/errors.ts'
import type { Writing } from '../apply.ts'
import type { Database } from '../database.ts'
import { type Answer, errorOf, type Outcome, type Request } from './request.ts'
import type { Ran, Statement } from './statement.ts'
import { commitTogether } from './together.ts'

export interface Writer {
  /** Resolves when all of them are on the disk, in the order asked. @throws what they throw, StoreUnavailable */
  run(...statements: Statement[]): Promise<readonly Ran[]>
  /** Resolves with the time that the change is dated by. @throws as PolicyStore.apply */
  change(writing: Writing): Promise<Date>
  /** @throws StoreUnavailable when nothing can be written any more */
  ready(): void
  /** Resolves when what was asked before is done. */
  close(): Promise<void>
}

interface Channel {
  ask(request: Request): Promise<Answer>
  ready(): void
  close(): Promise<void>
}

const writerOver = (channel: Channel): Writer => ({
  run: async (...statements) => {
    const answer = await channel.ask({ do: 'statements', statements })
    return 'ran' in answer ? answer.ran : []
  },
  change: async writing => {
    const answer = await channel.ask({ do: 'change', writing })
    return 'at' in answer ? answer.at : writing.record.at
  },
  ready: channel.ready,
  close: channel.close,
})

/** A writer on the connection that also reads. */
export const writerHere = (db: Database): Writer =>
  writerOver({
    ask: async request => {
      const [outcome] = commitTogether(db, [request])
      if (!outcome) throw new StoreUnavailable('nothing was written')
      return answerOf(outcome)
    },
    ready: () => {},
    close: async () => {},
  })

const answerOf = (outcome: Outcome): Answer => {
  if ('refusal' in outcome) throw errorOf(outcome.refusal)
  return outcome.answer
}

/** Requests that may wait for the disk at once; more are refused, as of a store that cannot be reached. */
const MAX_WAITING = 10_000

/** What lives for one transaction is small: more room would only be memory that is kept. */
const YOUNG_MB = 4

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** A writer on a thread of its own. */
export const writerBeside = (path: string): Writer => {
  const worker = new Worker(new URL('thread.ts', import.meta.url), {
    workerData: { path },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  const waiting: Waiting[] = []
  const ended = Promise.withResolvers<void>()
  let over: StoreUnavailable | undefined

  const settle = (outcomes: readonly Outcome[]): void => {
    for (const outcome of outcomes) {
      const first = waiting.shift()
      if ('refusal' in outcome) first?.reject(errorOf(outcome.refusal))
      else first?.resolve(outcome.answer)
    }
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

  return writerOver({
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
  })
}
