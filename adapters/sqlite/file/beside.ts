import { existsSync, realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from '../../../src/ports/errors.ts'
import { checkHeader, hasLog } from './header.ts'
import { isOurs } from './lock.ts'
import { STORE_VERSION, versionOf } from './migrations.ts'
import { unusable } from './unusable.ts'

/**
 * Runs `work` on a store that another process may be serving: reads only, without its lock, on one consistent state.
 * @throws StoreUnusable when there is none, or not one that this program can read
 */
export const beside = <T>(path: string, work: (connection: DatabaseSync) => T): T => {
  const { connection, close } = openBeside(path)
  try {
    return work(connection)
  } catch (error) {
    throw unusable(path, error)
  } finally {
    close()
  }
}

/** The same for asynchronous work; the caller closes it. @throws StoreUnusable */
export const openBeside = (path: string): { connection: DatabaseSync; close: () => void } => {
  try {
    if (!existsSync(path)) throw new StoreUnusable(`there is no store at ${path}`)
    // A store that this process serves was checked when it was opened, and must not be opened by other means than SQLite.
    if (!isOurs(realpathSync(path)) && checkHeader(path).copy && hasLog(path))
      throw new StoreUnusable(
        `${path} was put back beside the log of the store before it: with the service stopped, remove ${path}-wal and ${path}-shm`,
      )
    const connection = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    try {
      requireKnown(connection, path)
    } catch (error) {
      connection.close()
      throw error
    }
    return { connection, close: () => connection.close() }
  } catch (error) {
    throw unusable(path, error)
  }
}

const requireKnown = (connection: DatabaseSync, path: string): void => {
  const version = versionOf(connection)
  if (version > STORE_VERSION)
    throw new StoreUnusable(
      `${path} was written by a newer Kasbah (store version ${version}; this one knows ${STORE_VERSION}): use the newer one`,
    )
}
