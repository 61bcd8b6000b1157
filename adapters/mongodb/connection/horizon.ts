import { type ClientSession, type MongoClient, Timestamp } from 'mongodb'

/**
 * The newest moment of the database that this process has heard of: its own commits, and the changes and beats that came to it.
 * A read through {@link Horizon.session} sees everything up to there, even when a new primary has yet to learn how far the
 * last one had got; without it, what a change made void could be read, and kept, after the change was heard.
 */
export interface Horizon {
  /** Something of that moment was heard. */
  reached(moment: unknown): void
  /** A session whose reads begin no earlier. The caller ends it. */
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
