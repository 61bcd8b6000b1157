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
import { writerBeside, writerHere } from './writer/writer.ts'

/**
 * The embedded store: every port over one SQLite file that one process owns, or over memory. It decides nothing, and knows
 * nothing of what rules mean. What it acknowledged is on the disk, whole, in order and once.
 * Reads run on the calling thread: each takes microseconds, and longer ones give way in between. Writes wait for the disk on a
 * thread of their own (see writer/).
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
  const { connection, id, release, file } = connect(path, kinds)
  const db = database(connection)
  const writer = file === undefined ? writerHere(db) : writerBeside(file)

  return {
    id,
    policy: policyStore(db, { writer, kinds, now }),
    sets: policySetStore(db, writer),
    records: recordStore(db, writer, kinds),
    audit: auditStore(db, writer),
    receipts: receiptStore(db, writer, now),
    secrets: secretStore(db, writer),
    oidc: oidcStore(db, writer, now),
    archive: createArchive(db, kinds),
    ready: async () => {
      writer.ready()
      db.get('SELECT id FROM store')
    },
    close: async () => {
      // The writer closes last, so that its thread moves the rest of the log into the file.
      db.close()
      await writer.close()
      release()
    },
  }
}

interface Connected {
  readonly connection: DatabaseSync
  readonly id: string
  readonly release: () => void
  /** Its true path; absent for a store in memory. */
  readonly file?: string
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
      return { ...ready(connectFile(file)), release, file }
    } catch (error) {
      release()
      throw error
    }
  } catch (error) {
    throw unusable(path, error)
  }
}
