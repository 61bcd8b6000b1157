/** What the command does to a store besides serving it: importing access lists, and backing it up to a file. */
import { backupSqlite } from '../../adapters/sqlite/backup.ts'
import type { Config } from '../config/config.ts'
import { type ImportReport, type ImportRequest, importFile } from '../policy/import/import.ts'
import { StoreUnusable } from '../ports/errors.ts'
import { withReplica } from './with-replica.ts'

/**
 * Brings an access list into an organisation of the store. The embedded store must not be served meanwhile.
 * @throws StoreUnusable; what `importFile` throws
 */
export async function importInto(config: Config, request: ImportRequest): Promise<ImportReport> {
  return withReplica(config, ({ store, replica, commit }) =>
    importFile(
      {
        commit,
        store,
        view: org => replica.at(org, 'fully_consistent'),
        now: () => new Date(),
      },
      request,
    ),
  )
}

/** Writes a consistent copy of an embedded store to a new file, also while it is served. @throws StoreUnusable */
export const backupTo = ({ store }: Config, file: string): void => backupSqlite(pathOf(store), file)

const pathOf = (store: string): string => {
  if (store === 'sqlite::memory:') throw new StoreUnusable('a store in memory is gone with its process')
  if (store.startsWith('sqlite:')) return store.slice('sqlite:'.length)
  throw new StoreUnusable(
    'this is for embedded stores; MongoDB has tools of its own (mongodump, mongorestore)',
  )
}
