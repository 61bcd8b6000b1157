import { setTimeout as wait } from 'node:timers/promises'
import type { ClientSession, MongoClient, TransactionOptions } from 'mongodb'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { asFault, bare, isTransient, labelled } from './faults.ts'

/** The commit was sent and no answer came back in time: it may hold or not. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

export interface Bounds {
  readonly client: MongoClient
  /** Milliseconds in which attempts and commits begin; the last commit then has as long again to be answered. */
  readonly within: number
  /** What the server can do: see capabilities.ts. */
  readonly options: TransactionOptions
  /** Told of each attempt that the server made void. */
  readonly onRetry?: (why: unknown) => void
}

/**
 * Runs `work` and commits it, again from the start when the server says that nothing of it held, as the driver's
 * `withTransaction` does. That one goes on for two minutes and cannot be told otherwise; this one keeps its bound even
 * when the server does not answer at all.
 * @throws OutcomeUnknown, StoreUnavailable; what `work` throws, after the transaction was aborted
 */
export const transact = async <T>(
  bounds: Bounds,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> => {
  const until = performance.now() + bounds.within
  const session = bounds.client.startSession({ causalConsistency: false })
  let release: Promise<unknown> = Promise.resolve()
  try {
    for (let attempt = 1; ; attempt += 1) {
      session.startTransaction(bounds.options)
      const working = work(session)
      release = working.catch(() => {})
      try {
        const result = await before(until, working)
        const committing = commit(session, until)
        release = committing.catch(() => {})
        // No retry begins after `until`; one that is under way is waited for, so that it cannot hold after this gave it up.
        await before(until + bounds.within, committing, unknown)
        return result
      } catch (error) {
        if (!isTransient(error)) throw bare(error)
        bounds.onRetry?.(bare(error))
        await abort(session)
        await pause(attempt, until, error)
      }
    }
  } finally {
    // What is still under way keeps its session until it ends; nobody waits for it.
    const ending = release.then(() => abort(session)).then(() => session.endSession())
    await Promise.race([ending.catch(() => {}), wait(Math.max(0, until - performance.now()))])
  }
}

const commit = async (session: ClientSession, until: number): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction()
    } catch (error) {
      if (!labelled(error, 'UnknownTransactionCommitResult')) throw error
      if (performance.now() >= until) throw unknown(error)
      await pause(attempt, until, error, unknown)
    }
  }
}

const unknown = (cause?: unknown): Error => new OutcomeUnknown('no answer to the commit', { cause })

const late = (cause?: unknown): Error => new StoreUnavailable('MongoDB took too long', { cause })

const before = async <T>(until: number, work: Promise<T>, otherwise = late): Promise<T> => {
  const timer = new AbortController()
  const bell = wait(Math.max(0, until - performance.now()), undefined, { signal: timer.signal, ref: false })
  try {
    return await Promise.race([work, bell.then(() => Promise.reject(otherwise()))])
  } finally {
    timer.abort()
    bell.catch(() => {})
  }
}

const FIRST_PAUSE = 4
const LONGEST_PAUSE = 250

/** Waits longer each time, by chance so that writers do not meet again. @throws when no time is left */
const pause = async (
  attempt: number,
  until: number,
  error: unknown,
  otherwise?: (cause: unknown) => Error,
) => {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 1.6 ** attempt)
  const ms = longest * Math.random()
  if (performance.now() + ms >= until) throw otherwise?.(error) ?? asFault(error)
  await wait(ms)
}

const abort = async (session: ClientSession): Promise<void> => {
  if (session.inTransaction()) await session.abortTransaction().catch(() => {})
}
