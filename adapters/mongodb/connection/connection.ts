import type { ClientSession, Db, MongoClient, TransactionOptions } from 'mongodb'
import type { LineClock } from '../../../src/model/line-clock.ts'
import { StoreUnavailable } from '../../../src/ports/errors.ts'
import type { Turns } from '../../../src/ports/turns.ts'
import type { Collections } from '../schema/collections.ts'
import type { Abandoned } from './abandoned.ts'
import type { SendBatch } from './batch-travel.ts'
import { before } from './deadline.ts'
import { ask } from './faults.ts'
import type { Horizon } from './horizon.ts'
import { transact } from './transaction.ts'
import { whileWanted } from './wanted.ts'

/** Events for operators; `compose` turns them into metrics and log lines. */
export type StoreFact =
  /** A command that was sent: a round trip. */
  | { readonly fact: 'command'; readonly name: string }
  /** Whether a primary is known. */
  | { readonly fact: 'reachable'; readonly up: boolean }
  | { readonly fact: 'retry'; readonly why: string }
  | { readonly fact: 'outcome_resolved'; readonly held: boolean }
  /** Transactions of processes that were gone or stopped were ended: see abandoned.ts. */
  | { readonly fact: 'abandoned_ended'; readonly count: number }
  | { readonly fact: 'watch_lost'; readonly why: string }
  | { readonly fact: 'watch_resumed' }
  | { readonly fact: 'watch_gap'; readonly why: string }
  | { readonly fact: 'degraded'; readonly what: string }

/** Every port of the store is made with this. */
export interface Connection {
  readonly client: MongoClient
  readonly db: Db
  readonly in: Collections
  now(): Date
  /** By which changes and lines of the trail are dated. */
  readonly clock: LineClock
  note(fact: StoreFact): void
  /** Runs a call to the database. @throws StoreUnavailable when the store is closed or the database did not answer */
  ask<T>(work: () => Promise<T>): Promise<T>
  /** The same for reads that may take long, as long as somebody waits for them: see wanted.ts. */
  wanted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** The same for calls that a decision waits for: no longer than the driver looks for a primary, even on a silent connection. */
  prompt<T>(work: () => Promise<T>): Promise<T>
  /** The same for reads that must not be older than this process's horizon: see horizon.ts. */
  read<T>(work: (session: ClientSession) => Promise<T>): Promise<T>
  readonly horizon: Horizon
  /** Sends a batch in the transaction of a session. */
  readonly send: SendBatch
  /**
   * Writes all or nothing, in bounded time. `holds` reads whether it was written, for a commit that was not answered.
   * @throws StoreUnavailable when it was not written, or that could not be learnt
   */
  transact(
    work: (session: ClientSession) => Promise<void>,
    holds: (session?: ClientSession) => Promise<boolean>,
    /** Additional milliseconds, for large changes. */
    extra?: number,
  ): Promise<void>
}

export interface ConnectionParts
  extends Pick<Connection, 'client' | 'db' | 'in' | 'now' | 'clock' | 'note' | 'horizon' | 'send'> {
  readonly options: TransactionOptions
  /** Milliseconds for a transaction with its retries. */
  readonly within: number
  readonly closed: () => boolean
  /** See outlook.ts. */
  readonly gone: () => boolean
  readonly abandoned: Abandoned
  readonly turns: Turns | undefined
}

export const createConnection = ({
  options,
  within,
  closed,
  gone,
  abandoned,
  turns,
  ...parts
}: ConnectionParts): Connection => {
  // A closed client reopens when it is used; a closed store does not.
  const open = () => {
    if (closed()) throw new StoreUnavailable('the store is closed')
    if (gone()) throw new StoreUnavailable('MongoDB has no primary')
  }
  return {
    ...parts,
    ask: async work => {
      open()
      return ask(() => abandoned.clearing(work))
    },
    wanted: async work => {
      open()
      return ask(() => abandoned.clearing(() => whileWanted(turns, work)))
    },
    prompt: async work => {
      open()
      return ask(() => before(performance.now() + parts.client.options.serverSelectionTimeoutMS, work()))
    },
    read: async work => {
      open()
      const session = parts.horizon.session()
      return ask(() => work(session)).finally(() => session.endSession())
    },
    transact: async (work, holds, extra = 0) => {
      open()
      const onRetry = (why: unknown) =>
        parts.note({ fact: 'retry', why: why instanceof Error ? why.message : 'unknown' })
      const onSettled = (held: boolean) => parts.note({ fact: 'outcome_resolved', held })
      const bounds = { client: parts.client, within: within + extra, options, onRetry, onSettled }
      return ask(() => abandoned.clearing(() => transact(bounds, work, holds)))
    },
  }
}

/** A read in the session of a transaction; without one, a read of what a majority holds at this moment. */
export const inSession = (session?: ClientSession) =>
  session ? { session } : ({ readConcern: { level: 'linearizable' }, maxTimeMS: 2_000 } as const)
