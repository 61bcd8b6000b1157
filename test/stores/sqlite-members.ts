/** A file that an owner shares with members, all in one process. */
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { joinSqliteStore } from '../../adapters/sqlite/members/member.ts'
import { ownSqliteStore, type SqliteOwner } from '../../adapters/sqlite/members/owner.ts'
import type { Store } from '../../src/ports/store.ts'
import { folderOf } from './sqlite-folder.ts'
import { linePair } from './sqlite-lines.ts'

interface Options {
  readonly now?: () => Date
}

const joinOwner = async (owner: SqliteOwner, options: Options = {}) => {
  const { ends, end } = linePair()
  owner.admit(ends[0])
  const store = await joinSqliteStore({ file: owner.file, line: ends[1], ...options })
  return { store, end }
}

/** An owner and the means to join it; everything is closed with the test. */
export const shared = (t: ExecutionContext, options: Options = {}) => {
  const path = join(folderOf(t), 'kasbah.db')
  let owner = ownSqliteStore(path)
  let members: { store: Store; end(): void }[] = []
  const joined = async () => {
    const member = await joinOwner(owner, options)
    members.push(member)
    return member
  }
  const close = async () => {
    for (const { store, end } of members) {
      await store.close()
      end()
    }
    members = []
    await owner.close()
  }
  t.teardown(close)
  const reopen = async () => {
    await close()
    owner = ownSqliteStore(path)
    return (await joined()).store
  }
  return { path, joined, reopen, owner: () => owner }
}
