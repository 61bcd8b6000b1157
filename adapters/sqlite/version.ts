import type { StoreVersion } from '../../src/ports/store.ts'
import { beside } from './file/beside.ts'
import { STORE_VERSION, versionOf } from './file/migrations.ts'

/** Reads which version a store is of, also while another process serves it. @throws StoreUnusable when there is none */
export const sqliteVersion = (path: string): StoreVersion =>
  beside(path, connection => ({ present: versionOf(connection), newest: STORE_VERSION }))
