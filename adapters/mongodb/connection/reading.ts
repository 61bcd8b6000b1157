import type { ClientSession } from 'mongodb'
import type { Connection } from './connection.ts'
import { restarts } from './faults.ts'

/** Reads of one moment: all that is read in the session until `end` belongs together. */
export interface Reading<T> {
  readonly session: ClientSession
  /** What the first reads found. */
  readonly found: T
  end(): Promise<void>
}

const MOST_TRIES = 3

/**
 * Begins to read one moment with `first`, again at a later one when the server cannot keep to it (an election, a busy cache). Whoever
 * gets the reading ends it.
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

/** There is nothing to commit, and a server that is gone has ended it already. */
const end = async (session: ClientSession): Promise<void> => {
  if (session.inTransaction()) await session.abortTransaction().catch(() => {})
  await session.endSession().catch(() => {})
}
