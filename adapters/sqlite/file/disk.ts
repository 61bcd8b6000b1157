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

/** Makes an empty file that only its owner may read. @throws EEXIST */
export const createPrivate = (path: string): void => closeSync(openSync(path, 'wx', 0o600))
