import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'

/** A folder for the test alone, gone after it. */
export const folderOf = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kasbah-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}
