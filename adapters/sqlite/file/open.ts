import type { DatabaseSync } from 'node:sqlite'
import { type Kinds, records } from '../../../src/model/records.ts'
import { prepareKinds } from '../records/tables.ts'
import { connectFile, connectMemory, type Opened, prepareFolder } from './connection.ts'
import { lockStore } from './lock.ts'
import { unusable } from './unusable.ts'

export interface OpenedFile extends Opened {
  /** Gives the lock back. */
  readonly release: () => void
  /** Its true path; absent for a store in memory. */
  readonly file?: string
}

/** Locks the store at `path`, makes it where there is none, and brings it up to this version. @throws StoreUnusable */
export const openFile = (path: string, kinds: Kinds = records): OpenedFile => {
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
