/** The embedded store where several processes serve it: one of them owns it, and the others join. */
import type { SqliteOwner } from '../../adapters/sqlite/members/owner.ts'
import { whileWanted } from '../engine/turns.ts'
import type { Line } from '../ports/line.ts'
import type { Store } from '../ports/store.ts'

export interface SharedStore {
  readonly file: string
  /** To the owner. */
  readonly line: Line
}

/** Opens the embedded store that a URL names, for others to join; undefined for one that each process opens itself. @throws StoreUnusable */
export const ownStore = async (url: string): Promise<SqliteOwner | undefined> => {
  if (!url.startsWith('sqlite:')) return undefined
  const { ownSqliteStore } = await import('../../adapters/sqlite/members/owner.ts')
  return ownSqliteStore(url.slice('sqlite:'.length))
}

/** @throws StoreUnusable, StoreUnavailable */
export const joinStore = async (shared: SharedStore): Promise<Store> => {
  const { joinSqliteStore } = await import('../../adapters/sqlite/members/member.ts')
  return joinSqliteStore({ ...shared, turns: whileWanted })
}
