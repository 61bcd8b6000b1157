import { randomUUID } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { createPrivate, sync } from './disk.ts'
import { APPLICATION_ID, hasLog } from './header.ts'
import { migrate } from './migrations.ts'

/** Every commit is on the disk when it returns. macOS needs `fullfsync` for that. */
export const DURABLE = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -8192;
  PRAGMA temp_store = MEMORY;
`

/** Makes a new store, with an id of its own, in an empty database. */
export const begin = (connection: DatabaseSync): void => {
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  migrate(connection)
  connection.prepare('INSERT INTO store (one, id, created_at) VALUES (1, ?, ?)').run(randomUUID(), Date.now())
}

/** A new store gets its name when it is complete, so a file under that name is never half made. */
export const createFile = (path: string): void => {
  // Beginning a new store here would hide that the data is gone.
  if (hasLog(path))
    throw new StoreUnusable(
      `${path} is missing, although its log ${path}-wal is there: put the file back, or delete the log to begin a new store`,
    )
  const draft = `${path}-new`
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true })
  createPrivate(draft)
  const connection = new DatabaseSync(draft, { defensive: true })
  try {
    connection.exec(DURABLE)
    begin(connection)
  } finally {
    connection.close()
  }
  renameSync(draft, path)
  sync(dirname(path))
}
