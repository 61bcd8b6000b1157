import { createLineClock } from '../../src/model/line-clock.ts'
import { type Kinds, records } from '../../src/model/records.ts'
import { StoreUnavailable, StoreUnusable } from '../../src/ports/errors.ts'
import type { Store } from '../../src/ports/store.ts'
import { createArchive } from './archive.ts'
import { auditStore } from './audit-store.ts'
import { database } from './database.ts'
import { openBeside } from './file/beside.ts'
import { STORE_VERSION, versionOf } from './file/migrations.ts'
import { policySetStore } from './policy-set-store.ts'
import { policyStore } from './policy-store.ts'
import { kindsIn } from './records/tables.ts'
import { ownStream } from './stream.ts'
import { afterEachStep } from './turns.ts'
import type { Writer } from './writer/writer.ts'

/** A store as it was at one moment, read beside the process that serves it. Writing to it fails. */
export interface SqliteReader extends Pick<Store, 'policy' | 'archive' | 'sets' | 'audit'> {
  close(): void
}

/** @throws StoreUnusable when there is no store there that this version can read */
export const readSqlite = (path: string, kinds: Kinds = records): SqliteReader => {
  const { connection, close } = openBeside(path)
  if (versionOf(connection) < STORE_VERSION || kindsIn(connection, kinds).missing.length > 0) {
    close()
    throw new StoreUnusable(`${path} is of an older version: run kasbah migrate first`)
  }
  // Everything is read as of this moment. Later writes are not seen.
  connection.exec('BEGIN')
  const db = database(connection)
  const clock = createLineClock(now)
  return {
    policy: policyStore(db, { writer: noWriter, kinds, clock }, ownStream()),
    archive: createArchive(db, kinds),
    sets: policySetStore(db, noWriter),
    audit: auditStore(db, noWriter, { now, clock, turns: afterEachStep }),
    close,
  }
}

const now = () => new Date()

const refuse = async (): Promise<never> => {
  throw new StoreUnavailable('this store is only read')
}
const noWriter: Writer = {
  run: refuse,
  change: refuse,
  append: refuse,
  prune: refuse,
  ready: () => {},
  close: async () => {},
}
