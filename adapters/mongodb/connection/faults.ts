import {
  MongoClientBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoSystemError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb'
import { StoreUnavailable } from '../../../src/ports/errors.ts'

/** Codes of a server that cannot serve now and may later: stepping down, shutting down, interrupted, out of time, out of space. */
const CANNOT_NOW: ReadonlySet<number> = new Set([
  6, 7, 24, 50, 63, 64, 89, 91, 112, 133, 134, 189, 202, 246, 251, 262, 290, 317, 384, 9001, 10058, 10107,
  11600, 11601, 11602, 13388, 13435, 13436, 14031, 239, 46841,
])

const DUPLICATE_KEY = 11_000
const WRITE_CONFLICT = 112
/** A change that does not fit into the cache of the server: no second attempt would. */
const TOO_LARGE_FOR_CACHE = 388
const LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'] as const

export type Label = (typeof LABELS)[number]

/** The error inside a bulk write's error, which has no labels of its own. */
export const bare = (error: unknown): unknown =>
  error instanceof MongoClientBulkWriteError && error.cause instanceof MongoError ? error.cause : error

export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY

export const labelled = (error: unknown, label: Label): boolean => {
  const inner = bare(error)
  return inner instanceof MongoError && inner.hasErrorLabel(label)
}

/** Before the commit is sent nothing of a transaction holds, so it can be tried again from the start. */
export const isTransient = (error: unknown): boolean =>
  codeOf(error) !== TOO_LARGE_FOR_CACHE && (restarts(error) || isUnavailable(error))

/** The server says that the transaction did not hold, even if its commit was sent. */
export const restarts = (error: unknown): boolean =>
  labelled(error, 'TransientTransactionError') || codeOf(error) === WRITE_CONFLICT || conflictInside(error)

const conflictInside = (error: unknown): boolean =>
  error instanceof MongoClientBulkWriteError &&
  [...error.writeErrors.values()].some(({ code }) => code === WRITE_CONFLICT)

/** True for errors of an outage, an election or a full disk; false for a defect of ours. */
export const isUnavailable = (error: unknown): boolean => {
  const inner = bare(error)
  if (inner instanceof MongoNetworkError || inner instanceof MongoServerSelectionError) return true
  if (inner instanceof MongoSystemError || inner instanceof MongoNotConnectedError) return true
  if (inner instanceof MongoTopologyClosedError || inner instanceof MongoWriteConcernError) return true
  if (LABELS.some(label => labelled(inner, label))) return true
  if (inner instanceof MongoError && inner.name.startsWith('MongoPoolCleared')) return true
  if (inner instanceof MongoError && /WaitQueueTimeout|ClientClosed|ExpiredSession/.test(inner.name))
    return true
  // The driver passes some socket errors on as Node made them: EPIPE, ECONNRESET.
  if (inner instanceof Error && 'code' in inner && /^E[A-Z]+$/.test(String(inner.code))) return true
  const code = codeOf(inner)
  return code !== undefined && CANNOT_NOW.has(code)
}

/** Runs a call to the database. @throws StoreUnavailable for an outage */
export const ask = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw asFault(error)
  }
}

/** An outage as StoreUnavailable; any other error without the wrapping of a bulk write. */
export const asFault = (error: unknown): unknown => {
  if (codeOf(error) === TOO_LARGE_FOR_CACHE)
    return new StoreUnavailable('The change is too large for the cache of MongoDB: see docs/mongodb.md', {
      cause: bare(error),
    })
  return isUnavailable(error)
    ? new StoreUnavailable('MongoDB did not answer', { cause: bare(error) })
    : bare(error)
}

export const codeOf = (error: unknown): number | undefined => {
  const inner = bare(error)
  return inner instanceof MongoServerError && typeof inner.code === 'number' ? inner.code : undefined
}
