/**
 * Ends transactions that nobody continues. A process that was killed, stopped or cut off between the writes of a change and its commit leaves
 * its transaction open, and with it the organisation locked, until the server's own limit (60 s). Any call that has waited a
 * while therefore asks the server for open transactions of Kasbah that sit idle, and ends those. A process that was only slow finds
 * its transaction void, as after an election, and makes it again. See docs/decisions for why there is a transaction at all.
 */
import type { Document, MongoClient } from 'mongodb'
import { CLIENT_NAME } from './client.ts'
import { isUnavailable } from './faults.ts'

/** A process between two steps of a change is idle for milliseconds. */
const IDLE_MS = 1_000
/** How long a call waits before it looks, and again until it is over. */
const LOOK_EVERY_MS = 250

/** What tells a transaction that writes from one that reads: the server shows locks of both alike. Readers use `snapshot`. */
export const WRITERS_READ = 'majority'

export interface Abandoned {
  /** Runs a call; while it waits, ends what stands in its way. */
  clearing<T>(work: () => Promise<T>): Promise<T>
}

interface Parts {
  readonly client: MongoClient
  /** Told of each transaction that was ended. */
  ended(count: number): void
  /** Told once, when this server cannot be asked. */
  unable(why: string): void
}

export const createAbandoned = ({ client, ended, unable }: Parts): Abandoned => {
  let able = true
  let last = 0
  let looking: Promise<void> | undefined
  const look = () => {
    // One look serves all calls that wait.
    if (!able || looking || performance.now() - last < LOOK_EVERY_MS) return
    last = performance.now()
    looking = endIdle(client)
      .then(count => {
        if (count > 0) ended(count)
      })
      .catch(error => {
        if (isUnavailable(error)) return
        able = false
        unable(error instanceof Error ? error.message : 'unknown')
      })
      .finally(() => {
        looking = undefined
      })
  }
  return {
    clearing: async work => {
      const timer = setInterval(look, LOOK_EVERY_MS).unref()
      try {
        return await work()
      } finally {
        clearInterval(timer)
      }
    },
  }
}

/** At most so many are ended at one look; the next look ends more. */
const MOST_AT_ONCE = 100

/** The user's own sessions alone: seeing and ending these needs no privilege. */
const endIdle = async (client: MongoClient): Promise<number> => {
  const admin = client.db().admin()
  const maxTimeMS = 1_000
  const { cursor } = await admin.command({
    aggregate: 1,
    pipeline: [
      { $currentOp: { allUsers: false, idleSessions: true } },
      { $match: IDLE },
      { $limit: MOST_AT_ONCE },
    ],
    cursor: { batchSize: MOST_AT_ONCE },
    maxTimeMS,
  })
  const idle: readonly { readonly lsid: Document }[] = cursor.firstBatch
  if (idle.length === 0) return 0
  await admin.command({ killSessions: idle.map(({ lsid }) => ({ id: lsid.id })), maxTimeMS })
  return idle.length
}

const IDLE = {
  active: false,
  'clientMetadata.driver.name': { $regex: `\\|${CLIENT_NAME}$` },
  'transaction.parameters.readConcern.level': WRITERS_READ,
  'transaction.timeInactiveMicros': { $gt: IDLE_MS * 1_000 },
}
