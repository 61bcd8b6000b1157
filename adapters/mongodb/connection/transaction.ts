import { setTimeout as wait } from 'node:timers/promises'
import type { ClientSession, MongoClient, TransactionOptions } from 'mongodb'
import { OutcomeUnknown, StoreUnavailable } from '../../../src/ports/errors.ts'
import { before, late } from './deadline.ts'
import { asFault, bare, isTransient, isUnavailable, restarts } from './faults.ts'

export interface Bounds {
  readonly client: MongoClient
  /** Milliseconds in which attempts and commits begin; the last commit then has as long again to be answered. */
  readonly within: number
  /** What the server can do: see capabilities.ts. */
  readonly options: TransactionOptions
  /** Told of each attempt that the server made void. */
  readonly onRetry?: (why: unknown) => void
  /** Told what became of a commit that no answer came to. */
  readonly onSettled?: (held: boolean) => void
}

/**
 * Runs `work` and commits it, again from the start when the server says that nothing of it held, as the driver's
 * `withTransaction` does. That one goes on for two minutes and cannot be told otherwise; this one keeps its bound even
 * when the server does not answer at all. `holds` reads whether it was committed, for when no answer to the commit came.
 * @throws StoreUnavailable when it does not hold, OutcomeUnknown when that could not be learnt; what `work` throws, after the transaction was aborted
 */
export const transact = async (
  bounds: Bounds,
  work: (session: ClientSession) => Promise<void>,
  holds: (session?: ClientSession) => Promise<boolean>,
): Promise<void> => {
  const until = performance.now() + bounds.within
  const session = bounds.client.startSession({ causalConsistency: false })
  const under: Under = { session, until, latest: until + bounds.within, way: Promise.resolve() }
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        session.startTransaction(bounds.options)
        await step(under, until, work(session))
        return await step(under, under.latest, commit(under), unknown)
      } catch (error) {
        if (error instanceof OutcomeUnknown) return await settle(bounds, under, holds)
        if (!isTransient(error)) throw bare(error)
        bounds.onRetry?.(bare(error))
        await abort(session)
        await pause(attempt, until, error)
      }
    }
  } finally {
    // What is still under way keeps its session until it ends; nobody waits for it.
    void under.way.then(() => abort(session)).then(() => session.endSession())
  }
}

interface Under {
  readonly session: ClientSession
  /** When the last attempt begins. */
  readonly until: number
  /** When the last of them is given up. */
  readonly latest: number
  /** What was sent last; never rejects. */
  way: Promise<unknown>
}

const step = <T>(under: Under, until: number, work: Promise<T>, otherwise = late): Promise<T> => {
  under.way = work.catch(() => {})
  return before(until, work, otherwise)
}

/**
 * Asks what became of a commit, in the next transaction of the same session: as it begins, the server ends the one before it
 * if that is still open, so what is not there now can never come to be.
 */
const settle = async (
  { within, onSettled }: Bounds,
  under: Under,
  holds: (session?: ClientSession) => Promise<boolean>,
): Promise<void> => {
  const { session } = under
  const end = performance.now() + within
  const ask = async (): Promise<boolean> => {
    await under.way
    await abort(session)
    session.startTransaction()
    await holds(session)
    await abort(session)
    // That closed the door; whether the change came through it before is for a majority to say.
    return holds()
  }
  const insist = async (attempt = 1): Promise<boolean> => {
    try {
      return await ask()
    } catch (error) {
      if (!isUnavailable(error)) throw error
      await pause(attempt, end, error, unknown)
      return insist(attempt + 1)
    }
  }
  const held = await before(end, insist(), unknown)
  onSettled?.(held)
  if (!held) throw new StoreUnavailable('MongoDB did not take the change in time')
}

const commit = async ({ session, until }: Under): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.commitTransaction()
    } catch (error) {
      // The driver names some of them; but whatever is no answer leaves the outcome open.
      if (restarts(error) || !isUnavailable(error)) throw error
      if (performance.now() >= until) throw unknown(error)
      await pause(attempt, until, error, unknown)
    }
  }
}

const unknown = (cause?: unknown): Error => new OutcomeUnknown('no answer to the commit', { cause })

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
