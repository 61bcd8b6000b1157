import { renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreUnusable } from '../../src/ports/errors.ts'
import { code, primaryCode } from './driver-errors.ts'
import { beside } from './file/beside.ts'
import { createPrivate, sync } from './file/disk.ts'
import { unusable } from './file/unusable.ts'

/**
 * Writes a consistent copy of the store at `path` to a new file, also while another process serves it. The copy is a store:
 * putting it in the place of one that is not running restores it. It holds everything that the store holds, so keep it as safe.
 * Blocks while it copies: run it in a process of its own.
 * @throws StoreUnusable when there is no store to copy, when `file` exists, or when it cannot be written; then nothing is left behind
 */
export const backupSqlite = (path: string, file: string): void => {
  reserve(file)
  const draft = `${file}.${process.pid}.partial`
  try {
    rmSync(draft, { force: true })
    createPrivate(draft)
    copy(path, draft, file)
    sync(draft)
    renameSync(draft, file)
    sync(dirname(file))
  } catch (error) {
    for (const left of [draft, `${draft}-journal`, file]) rmSync(left, { force: true })
    throw unusable(file, error)
  }
}

/** Takes the name first, so that no file that appears meanwhile is overwritten. */
const reserve = (file: string): void => {
  try {
    if (createPrivate(file)) return
  } catch (error) {
    throw unusable(file, error)
  }
  throw new StoreUnusable(`${file} exists already: name a new file`)
}

const copy = (path: string, draft: string, file: string): void =>
  beside(path, connection => {
    try {
      connection.prepare('VACUUM INTO ?').run(draft)
    } catch (error) {
      throw primaryCode(error) === code.full ? unusable(file, error) : error
    }
  })
