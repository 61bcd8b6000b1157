import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Returns when a file's bytes, or a folder's names, are on the disk. */
export const sync = (path: string): void => {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** Makes an empty file that only its owner may read. False when there is a file already: that one is not even opened. */
export const createPrivate = (path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
