import type { ClientSession } from 'mongodb'
import type { Connection } from './connection.ts'

/** Reads of one moment: all that is read in the session until `end` belongs together. */
export const startReading = (c: Connection): { session: ClientSession; end: () => Promise<void> } => {
  const session = c.horizon.session()
  session.startTransaction({ readConcern: { level: 'snapshot' } })
  const end = async () => {
    // There is nothing to commit, and a server that is gone has ended it already.
    if (session.inTransaction()) await session.abortTransaction().catch(() => {})
    await session.endSession().catch(() => {})
  }
  return { session, end }
}
