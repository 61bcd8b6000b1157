import type { DatabaseSync } from 'node:sqlite'
import { type Kinds, records } from '../../src/model/records.ts'
import type { Store } from '../../src/ports/store.ts'
import { createArchive } from './archive.ts'
import { auditStore } from './audit-store.ts'
import { database } from './database.ts'
import { connectFile, connectMemory, prepareFolder } from './file/connection.ts'
import { lockStore } from './file/lock.ts'
import { unusable } from './file/unusable.ts'
import { oidcStore } from './oidc-store.ts'
import { policySetStore } from './policy-set-store.ts'
import { policyStore } from './policy-store.ts'
import { receiptStore } from './receipt-store.ts'
import { recordStore } from './records/record-store.ts'
import { prepareKinds } from './records/tables.ts'
import { secretStore } from './secret-store.ts'

/**
 * The embedded store: every port over one SQLite file that one process owns, or over memory. It decides nothing, and knows
 * nothing of what rules mean; it promises that what it acknowledged is on the disk, whole, in order and once.
 * Statements run on the calling thread: each takes microseconds, and reads that could take longer give way in between.
 */
export interface SqliteOptions {
  /** A file, whose folder is made when it is not there; or `:memory:`, gone when it is closed. */
  readonly path: string
  readonly now?: () => Date
  /** The kinds of records that it keeps. */
  readonly kinds?: Kinds
}

/** @throws StoreUnusable when the file is not a whole store of ours that this process alone may write */
export const openSqliteStore = async ({
  path,
  now = () => new Date(),
  kinds = records,
}: SqliteOptions): Promise<Store> => {
  const { connection, id, release } = connect(path, kinds)
  const db = database(connection)

  return {
    id,
    policy: policyStore(db, kinds, now),
    sets: policySetStore(db),
    records: recordStore(db, kinds),
    audit: auditStore(db),
    receipts: receiptStore(db, now),
    secrets: secretStore(db),
    oidc: oidcStore(db, now),
    archive: createArchive(db, kinds),
    ready: async () => {
      db.get('SELECT id FROM store')
    },
    close: async () => {
      db.close()
      release()
    },
  }
}

interface Connected {
  readonly connection: DatabaseSync
  readonly id: string
  readonly release: () => void
}

const connect = (path: string, kinds: Kinds): Connected => {
  const ready = <T extends { connection: DatabaseSync }>(opened: T): T => {
    prepareKinds(opened.connection, kinds, path)
    return opened
  }
  if (path === ':memory:') return { ...ready(connectMemory()), release: () => {} }
  try {
    const file = prepareFolder(path)
    const release = lockStore(file)
    try {
      return { ...ready(connectFile(file)), release }
    } catch (error) {
      release()
      throw error
    }
  } catch (error) {
    throw unusable(path, error)
  }
}
