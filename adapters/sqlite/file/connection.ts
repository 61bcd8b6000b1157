import { accessSync, chmodSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { begin, createFile, DURABLE } from './creation.ts'
import { checkHeader, dropForeignLog } from './header.ts'
import { integrityFindings } from './integrity.ts'
import { migrate, STORE_VERSION, versionOf } from './migrations.ts'

/** Files up to this size are checked whole at the start, in less than a second. For larger ones there is `kasbah doctor`. */
const CHECKED_BYTES = 128 * 1024 * 1024

/** How long a statement waits for a reader that is recovering the log; nobody else writes. */
const WAIT_MS = 5_000

/** A store that is ready, and its id. */
export interface Opened {
  readonly connection: DatabaseSync
  readonly id: string
}

/** A store that lives as long as the connection. */
export const connectMemory = (): Opened => {
  const connection = new DatabaseSync(':memory:', { defensive: true })
  begin(connection)
  return { connection, id: idOf(connection) }
}

/**
 * Makes the folder of the store, private to its owner. Answers the file's real path: whatever links lead to it, one lock must
 * guard it.
 */
export const prepareFolder = (path: string): string => {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const real = existsSync(path) ? realpathSync(path) : join(realpathSync(folder), basename(path))
  accessSync(dirname(real), constants.R_OK | constants.W_OK | constants.X_OK)
  return real
}

/**
 * Opens the store at `path`, or makes one where there is no file; checked, and brought up to this version.
 * The caller holds the lock.
 */
export const connectFile = (path: string): Opened => {
  if (!existsSync(path)) createFile(path)
  if (checkHeader(path).copy) dropForeignLog(path)
  // A file that was put back may be readable by others. Only its owner keeps access.
  const { mode } = statSync(path)
  if (mode & 0o077) chmodSync(path, mode & 0o700)
  accessSync(path, constants.R_OK | constants.W_OK)
  const connection = new DatabaseSync(path, { timeout: WAIT_MS, defensive: true })
  try {
    prepare(connection, path)
    return { connection, id: idOf(connection) }
  } catch (error) {
    connection.close()
    throw error
  }
}

/** A further connection to a store that this process has opened already. */
export const openWriting = (path: string): DatabaseSync => {
  const connection = new DatabaseSync(path, { timeout: WAIT_MS, defensive: true })
  connection.exec(DURABLE)
  return connection
}

/** A connection that only reads a store which another process owns and has brought up to this version. */
export const openReading = (path: string): Opened => {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: WAIT_MS })
  connection.exec('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;')
  return { connection, id: idOf(connection) }
}

const prepare = (connection: DatabaseSync, path: string): void => {
  checkVersion(connection, path)
  checkWhole(connection, path)
  connection.exec(DURABLE)
  migrate(connection)
}

const idOf = (connection: DatabaseSync): string =>
  String(connection.prepare('SELECT id FROM store').get()?.id)

const checkVersion = (connection: DatabaseSync, path: string): void => {
  const version = versionOf(connection)
  if (version > STORE_VERSION)
    throw new StoreUnusable(
      `${path} was written by a newer Kasbah (store version ${version}; this one knows ${STORE_VERSION}): start the newer one`,
    )
}

const checkWhole = (connection: DatabaseSync, path: string): void => {
  if (statSync(path).size > CHECKED_BYTES) return
  const [found] = integrityFindings(connection, 'quick')
  if (found !== undefined)
    throw new StoreUnusable(
      `${path} is damaged (${found}): put a backup in its place; \`kasbah doctor\` lists what is wrong`,
    )
}
