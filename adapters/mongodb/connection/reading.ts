import type { ClientSession } from 'mongodb'
import type { Connection } from './connection.ts'
import { restarts } from './faults.ts'

/** Reads of one moment: everything read in the session until `end` is of the same state. */
export interface Reading<T> {
  readonly session: ClientSession
  /** The result of the first reads. */
  readonly found: T
  end(): Promise<void>
}

const MOST_TRIES = 3

/**
 * Begins to read one moment with `first`, and begins again at a later one when the server cannot keep it (an election, a busy cache).
 * The caller ends the reading.
 */
export const startReading = async <T>(
  c: Connection,
  first: (session: ClientSession) => Promise<T>,
): Promise<Reading<T>> => {
  for (let tries = 1; ; tries += 1) {
    const session = c.horizon.session()
    session.startTransaction({ readConcern: { level: 'snapshot' } })
    try {
      return { session, found: await first(session), end: () => end(session) }
    } catch (error) {
      await end(session)
      if (tries === MOST_TRIES || !restarts(error)) throw error
    }
  }
}

/** There is nothing to commit. A server that is gone has ended the transaction already. */
const end = async (session: ClientSession): Promise<void> => {
  if (session.inTransaction()) await session.abortTransaction().catch(() => {})
  await session.endSession().catch(() => {})
}
