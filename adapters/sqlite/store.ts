import { type Kinds, records } from '../../src/model/records.ts'
import type { Store } from '../../src/ports/store.ts'
import type { Turns } from '../../src/ports/turns.ts'
import { database } from './database.ts'
import { openFile } from './file/open.ts'
import { storeOver } from './store-over.ts'
import { ownStream } from './stream.ts'
import { afterEachStep } from './turns.ts'
import { channelBeside, channelHere } from './writer/channel.ts'

/**
 * The embedded store: every port over one SQLite file that one process owns, or over memory. It decides nothing, and knows
 * nothing of what rules mean. What it acknowledged is on the disk, whole, in order and once.
 * Reads run on the calling thread: each takes microseconds, and longer ones give way in between. Writes wait for the disk on a
 * thread of their own (see writer/). Several processes share a file by `members/`.
 */
export interface SqliteOptions {
  /** A file, whose folder is made when it is not there; or `:memory:`, gone when it is closed. */
  readonly path: string
  readonly now?: () => Date
  /** How reads that take long share the thread. Those that nobody waits for may end by it. */
  readonly turns?: Turns
  /** The kinds of records that it keeps. */
  readonly kinds?: Kinds
}

/** @throws StoreUnusable when the file is not a whole store of ours that this process alone may write */
export const openSqliteStore = async ({
  path,
  now = () => new Date(),
  turns = afterEachStep,
  kinds = records,
}: SqliteOptions): Promise<Store> => {
  const { connection, id, release, file } = openFile(path, kinds)
  const db = database(connection)
  const channel = file === undefined ? channelHere(db) : channelBeside(file)
  return storeOver({ id, db, channel, stream: ownStream(), kinds, now, turns, release })
}
