import { setTimeout as wait } from 'node:timers/promises'
import type { ClientSession, MongoClient, TransactionOptions } from 'mongodb'
import { OutcomeUnknown, StoreUnavailable } from '../../../src/ports/errors.ts'
import { before, late } from './deadline.ts'
import { asFault, bare, isTransient, isUnavailable, restarts } from './faults.ts'

export interface Bounds {
  readonly client: MongoClient
  /** Attempts and commits begin within so many milliseconds; the last commit has as long again for its answer. */
  readonly within: number
  /** What the server can do: see capabilities.ts. */
  readonly options: TransactionOptions
  /** Called for each attempt that the server voided. */
  readonly onRetry?: (why: unknown) => void
  /** Called with the outcome of a commit that was not answered. */
  readonly onSettled?: (held: boolean) => void
}

/**
 * Runs `work` and commits it, and starts again when the server says that it did not hold, as the driver's `withTransaction`
 * does. The driver's goes on for two minutes whatever its options; this one keeps its bound even when the server does not
 * answer. `holds` reads whether the transaction was committed, for a commit that was not answered.
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
    // A call that is still under way keeps its session until it ends; nobody waits for it.
    void under.way.then(() => abort(session)).then(() => session.endSession())
  }
}

interface Under {
  readonly session: ClientSession
  /** No attempt begins after this. */
  readonly until: number
  /** The last attempt is given up at this time. */
  readonly latest: number
  /** The call that was sent last; never rejects. */
  way: Promise<unknown>
}

const step = <T>(under: Under, until: number, work: Promise<T>, otherwise = late): Promise<T> => {
  under.way = work.catch(() => {})
  return before(until, work, otherwise)
}

/**
 * Finds out whether a commit held, in the next transaction of the same session: when that begins, the server ends the one
 * before it if it is still open, so a change that is absent now stays absent.
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
    // The old transaction is over now; a majority says whether it was committed before.
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
      // The driver labels some of these, but every missing answer leaves the outcome open.
      if (restarts(error) || !isUnavailable(error)) throw error
      if (performance.now() >= until) throw unknown(error)
      await pause(attempt, until, error, unknown)
    }
  }
}

const unknown = (cause?: unknown): Error => new OutcomeUnknown('no answer to the commit', { cause })

const FIRST_PAUSE = 4
const LONGEST_PAUSE = 250

/** Waits longer each time, at random so that writers do not collide again. @throws when no time is left */
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
