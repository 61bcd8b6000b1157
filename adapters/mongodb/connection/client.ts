import { type DbOptions, MongoClient, type MongoClientOptions, ReadConcern } from 'mongodb'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { optionsOf, requireKept } from './store-url.ts'

/**
 * What holds where the URL says nothing. A call that finds no primary fails after `serverSelectionTimeoutMS`. Heartbeats notice a
 * connection that goes silent and cut it, so `socketTimeoutMS` only has to outlast the longest command.
 */
const DEFAULTS = {
  appName: 'kasbah',
  retryWrites: true,
  retryReads: true,
  maxPoolSize: 50,
  minPoolSize: 1,
  connectTimeoutMS: 2_000,
  serverSelectionTimeoutMS: 2_000,
  waitQueueTimeoutMS: 2_000,
  socketTimeoutMS: 30_000,
  heartbeatFrequencyMS: 1_000,
} satisfies MongoClientOptions

/** What the server knows every client of this store by, whatever `appName` the URL gives. */
export const CLIENT_NAME = 'kasbah'

/** What no URL can change: the promises of the store rest on it. */
const FIXED = {
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
  driverInfo: { name: CLIENT_NAME },
} satisfies MongoClientOptions

/** Nothing that a failover could take back is ever read. Of the database, not the client: transactions name their own. */
export const READS: DbOptions = { readConcern: new ReadConcern('majority') }

/** A client for the whole process; TLS, users and X.509 come through the URL. @throws StoreUnusable for a URL that is none, or that asks for what breaks a promise */
export const createClient = (url: string): MongoClient => {
  requireKept(url)
  const said = optionsOf(url)
  const unsaid = Object.entries(DEFAULTS).filter(([key]) => !said.has(key.toLowerCase()))
  try {
    return new MongoClient(url, { ...Object.fromEntries(unsaid), ...FIXED, monitorCommands: true })
  } catch (error) {
    throw new StoreUnusable(`The URL of the store is not one that MongoDB understands: ${describe(error)}`)
  }
}

// The driver repeats the URL in some of its sentences, and a URL may hold a password.
const describe = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\/\/[^@\s]*@/g, '//') : 'unreadable'
