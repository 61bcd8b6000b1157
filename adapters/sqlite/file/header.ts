import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { StoreUnusable } from '../../../src/ports/errors.ts'

/** 'KSBH': written into every store, so that it is known from any other SQLite database. */
export const APPLICATION_ID = 0x4b534248

const MAGIC = 'SQLite format 3\0'

/**
 * Checks the first bytes of an existing file before SQLite opens it: SQLite would take an empty file for a new database.
 * `copy`: it is a backup that was put here and not opened since.
 * @throws StoreUnusable when it is not one of ours
 */
export const checkHeader = (path: string): { readonly copy: boolean } => {
  const header = firstBytes(path)
  if (header.length < 100)
    throw new StoreUnusable(
      `${path} is empty or cut off: put a backup in its place, or delete it to begin a new store`,
    )
  if (header.toString('latin1', 0, 16) !== MAGIC)
    throw new StoreUnusable(`${path} is not a Kasbah store: it is no SQLite database`)
  if (header.readUInt32BE(68) !== APPLICATION_ID)
    throw new StoreUnusable(`${path} is not a Kasbah store: it is an SQLite database of another program`)
  // A store is in WAL mode from its birth on (2), and a backup is not (1).
  return { copy: header[18] === 1 }
}

/**
 * A store that was killed leaves its log. If a backup was put in its place, SQLite would replay that log over the backup.
 */
export const dropForeignLog = (path: string): void => {
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
}

/** True when something is in the log; a reader of a closed store may leave an empty one. */
export const hasLog = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0

const firstBytes = (path: string): Buffer => {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(100)
    return bytes.subarray(0, readSync(file, bytes, 0, 100, 0))
  } finally {
    closeSync(file)
  }
}
