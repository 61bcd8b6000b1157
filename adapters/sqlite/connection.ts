import { randomUUID } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { APPLICATION_ID, checkHeader, dropForeignLog, hasLog } from './header.ts'
import { integrityFindings } from './integrity.ts'
import { migrate, STORE_VERSION, versionOf } from './migrations.ts'

/** Up to this size the whole file is checked at start, which takes less than a second; above it, what `kasbah doctor` is for. */
const CHECKED_BYTES = 128 * 1024 * 1024

/** How long a statement waits for a reader that is recovering the log; nobody else writes. */
const WAIT_MS = 5_000

/** A store that lives as long as the connection. */
export const connectMemory = (): DatabaseSync => {
  const connection = new DatabaseSync(':memory:', { defensive: true })
  begin(connection)
  return connection
}

/**
 * Makes the folder that the store is to be in, for nobody but us. Answers the file's one true path: by whatever links it is
 * reached, it must be one lock that guards it.
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
export const connectFile = (path: string): DatabaseSync => {
  if (!existsSync(path)) create(path)
  if (checkHeader(path).copy) dropForeignLog(path)
  // A file that was put back may be open to others; what its owner could do with it, the owner still can.
  const { mode } = statSync(path)
  if (mode & 0o077) chmodSync(path, mode & 0o700)
  accessSync(path, constants.R_OK | constants.W_OK)
  const connection = new DatabaseSync(path, { timeout: WAIT_MS, defensive: true })
  try {
    prepare(connection, path)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

const prepare = (connection: DatabaseSync, path: string): void => {
  connection.exec(DURABLE)
  checkVersion(connection, path)
  checkWhole(connection, path)
  migrate(connection)
}

/** Every commit is on the disk when it returns. `fullfsync` is for macOS, where less than that is not. */
const DURABLE = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -65536;
  PRAGMA temp_store = MEMORY;
`

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

/** A new store appears under its name when it is complete: a file that is there is never half made. */
const create = (path: string): void => {
  // Beginning a new store here would hide that the data is gone.
  if (hasLog(path))
    throw new StoreUnusable(
      `${path} is missing, although its log ${path}-wal is there: put the file back, or delete the log to begin a new store`,
    )
  const draft = `${path}-new`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true })
  closeSync(openSync(draft, 'wx', 0o600))
  const connection = new DatabaseSync(draft, { defensive: true })
  try {
    connection.exec(DURABLE)
    begin(connection)
  } finally {
    connection.close()
  }
  renameSync(draft, path)
  syncFolder(path)
}

const begin = (connection: DatabaseSync): void => {
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(connection)
  connection.prepare('INSERT INTO store (one, id, created_at) VALUES (1, ?, ?)').run(randomUUID(), Date.now())
}

const syncFolder = (path: string): void => {
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
