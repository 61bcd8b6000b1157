import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs'
import { StoreUnusable } from '../../src/ports/errors.ts'

/** 'KSBH': written into every store, so that it is known from any other SQLite database. */
export const APPLICATION_ID = 0x4b534248

const MAGIC = 'SQLite format 3\0'

/**
 * Looks at the first bytes of an existing file before SQLite does: SQLite would take an empty file for a new database.
 * @throws StoreUnusable when it is not one of ours
 */
export const checkHeader = (path: string): void => {
  const header = firstBytes(path)
  if (header.length < 100)
    throw new StoreUnusable(
      `${path} is empty or cut off: put a backup in its place, or delete it to begin a new store`,
    )
  if (header.toString('latin1', 0, 16) !== MAGIC)
    throw new StoreUnusable(`${path} is not a Kasbah store: it is no SQLite database`)
  if (header.readUInt32BE(68) !== APPLICATION_ID)
    throw new StoreUnusable(`${path} is not a Kasbah store: it is an SQLite database of another program`)
  if (header[18] === 1) dropForeignLog(path)
}

/**
 * A store is in WAL mode from its birth, and a backup is not. So a log beside a backup that was put back is what the store before it
 * left when it was killed, and SQLite would replay it over the backup.
 */
const dropForeignLog = (path: string): void => {
  for (const end of ['-wal', '-shm']) rmSync(path + end, { force: true })
}

/** A log without its store: beginning a new store here would hide that the data is gone. @throws StoreUnusable */
export const checkNoneLost = (path: string): void => {
  if (existsSync(`${path}-wal`))
    throw new StoreUnusable(
      `${path} is missing, although its log ${path}-wal is there: put the file back, or delete the log to begin a new store`,
    )
}

const firstBytes = (path: string): Buffer => {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(100)
    return bytes.subarray(0, readSync(file, bytes, 0, 100, 0))
  } finally {
    closeSync(file)
  }
}
