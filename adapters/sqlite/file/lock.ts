import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { code, primaryCode } from '../driver-errors.ts'
import { createPrivate } from './disk.ts'

/**
 * The stores that this process owns. Closing a file that was opened by other means than SQLite drops every lock of the process
 * on it (POSIX), so that must not happen to these files.
 */
const held = new Set<string>()

/** True while this process owns the store at this true path. */
export const isOurs = (path: string): boolean => held.has(path)

/** How long a new owner waits for processes of the one before it to end. */
const ORPHANS_MS = 3_000

/**
 * One process owns a store, by a lock that the operating system takes back when the process ends, however it ends.
 * It is a write transaction held open on a small database of its own, so that readers of the store (backup, doctor) need
 * no lock, and the pid of the owner can be read from it while it is held. A pid that a dead process left behind locks nothing.
 * Processes that the owner shares the store with hold a reading lock on it ({@link shareStore}): as long as one of them lives,
 * the pid cannot be written, and nobody becomes the next owner.
 */
export const lockStore = (path: string): (() => void) => {
  const file = `${path}-lock`
  createPrivate(file)
  const connection = new DatabaseSync(file, { timeout: 0 })
  try {
    connection.exec(`PRAGMA synchronous = OFF; BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}`)
    connection.exec(`PRAGMA busy_timeout = ${ORPHANS_MS}; COMMIT; PRAGMA busy_timeout = 0`)
    // Another process may get in between. Then it has written its pid, and the next line fails.
    connection.exec('BEGIN IMMEDIATE')
  } catch (error) {
    const owner = primaryCode(error) === code.busy ? ownerOf(connection) : undefined
    connection.close()
    if (primaryCode(error) === code.notADatabase || primaryCode(error) === code.damaged)
      throw new StoreUnusable(`${file} is damaged: delete it if no process is using the store`, {
        cause: error,
      })
    if (owner === undefined) throw error
    throw new StoreUnusable(`${owner} is using ${path}: stop it first, or use another file`, { cause: error })
  }
  held.add(path)
  return () => {
    held.delete(path)
    if (connection.isOpen) connection.close()
  }
}

/**
 * Holds the store for a process that its owner shares it with, until it ends. @returns how to let go of it
 */
export const shareStore = (path: string): (() => void) => {
  const connection = new DatabaseSync(`${path}-lock`, { readOnly: true, timeout: ORPHANS_MS })
  // A transaction holds the lock from its first reading on.
  connection.exec('BEGIN; PRAGMA user_version')
  connection.prepare('SELECT count(*) FROM sqlite_schema').get()
  return () => {
    if (connection.isOpen) connection.close()
  }
}

const ownerOf = (connection: DatabaseSync): string => {
  if (connection.isTransaction) return 'a process of a service that has ended'
  try {
    const pid = Number(connection.prepare('PRAGMA user_version').get()?.user_version)
    return pid === process.pid ? `this process (pid ${pid})` : `another process (pid ${pid})`
  } catch {
    // The owner is just writing its pid.
    return 'another process'
  }
}
