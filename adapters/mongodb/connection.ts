import type { ClientSession, Db, MongoClient, TransactionOptions } from 'mongodb'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import type { Collections } from './collections.ts'
import { ask } from './faults.ts'
import { transact } from './transaction.ts'

/** What the store notes for operators; `compose` makes metrics of it. */
export type StoreFact =
  | { readonly fact: 'retry'; readonly why: string }
  | { readonly fact: 'outcome_resolved'; readonly held: boolean }
  | { readonly fact: 'watch_lost'; readonly why: string }
  | { readonly fact: 'watch_resumed' }
  | { readonly fact: 'watch_gap'; readonly why: string }
  | { readonly fact: 'degraded'; readonly what: string }

/** What every port of the store is made with. */
export interface Connection {
  readonly client: MongoClient
  readonly db: Db
  readonly in: Collections
  /** The clock that changes are dated by. */
  now(): Date
  note(fact: StoreFact): void
  /** Runs a call to the database. @throws StoreUnavailable when the store is closed or the database did not answer */
  ask<T>(work: () => Promise<T>): Promise<T>
  /** Writes all or nothing, within `within` milliseconds. @throws OutcomeUnknown, StoreUnavailable */
  transact<T>(within: number, work: (session: ClientSession) => Promise<T>): Promise<T>
}

export interface ConnectionParts extends Pick<Connection, 'client' | 'db' | 'in' | 'now' | 'note'> {
  readonly options: TransactionOptions
  readonly closed: () => boolean
}

export const createConnection = ({ options, closed, ...parts }: ConnectionParts): Connection => {
  // A closed client opens itself again when it is used; a closed store does not.
  const open = () => {
    if (closed()) throw new StoreUnavailable('the store is closed')
  }
  return {
    ...parts,
    ask: async work => {
      open()
      return ask(work)
    },
    transact: async (within, work) => {
      open()
      const onRetry = (why: unknown) =>
        parts.note({ fact: 'retry', why: why instanceof Error ? why.message : 'unknown' })
      return transact({ client: parts.client, within, options, onRetry }, work)
    },
  }
}
