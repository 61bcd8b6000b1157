import { type ClientSession, type MongoClient, Timestamp } from 'mongodb'

/**
 * The newest moment of the database that this process knows: from its own commits, and from the changes and beats it received.
 * A read through {@link Horizon.session} sees everything up to there, even when a new primary has yet to learn how far the
 * last one had got. Without it a reading could return, after a change was heard, what that change had removed.
 */
export interface Horizon {
  /** The process received something of that moment. */
  reached(moment: unknown): void
  /** A session that reads no earlier state. The caller ends it. */
  session(): ClientSession
}

export const createHorizon = (client: MongoClient): Horizon => {
  let newest: Timestamp | undefined
  const reached = (moment: unknown) => {
    if (moment instanceof Timestamp && (!newest || moment.greaterThan(newest))) newest = moment
  }
  client.on('commandSucceeded', ({ commandName, reply }) => {
    if (commandName === 'commitTransaction') reached((reply as { operationTime?: unknown }).operationTime)
  })
  return {
    reached,
    session: () => {
      const session = client.startSession({ causalConsistency: true })
      if (newest) session.advanceOperationTime(newest)
      return session
    },
  }
}
