import { StoreUnusable } from '../../../src/ports/errors.ts'
import { code, primaryCode } from '../driver-errors.ts'

/** Why a store cannot be opened, in one line that says what to do. Errors that are not about the store pass through. */
export const unusable = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof StoreUnusable) return error
  const reason = reasons[reasonOf(error)]
  return reason ? new StoreUnusable(reason(path, error.message), { cause: error }) : error
}

const reasonOf = (error: Error): string | number => {
  const primary = primaryCode(error)
  if (primary !== undefined) return primary
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

const readOnly = (path: string) =>
  `${path} cannot be written: the file and its folder must belong to the user that the service runs as, on a disk that is not read-only`
const full = (path: string) => `no space is left for ${path}: free some disk space and start again`
const damaged = (path: string, detail: string) =>
  `${path} is damaged (${detail}): put a backup in its place; \`kasbah doctor\` lists what is wrong`
const noFolder = (path: string, detail: string) => `there can be no store at ${path}: ${detail}`

/** By SQLite's primary code or the operating system's name of the error. */
const reasons: Readonly<Record<string | number, (path: string, detail: string) => string>> = {
  [code.permission]: readOnly,
  [code.readOnly]: readOnly,
  [code.cannotOpen]: readOnly,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  [code.full]: full,
  ENOSPC: full,
  EDQUOT: full,
  [code.damaged]: damaged,
  [code.notADatabase]: damaged,
  [code.busy]: path => `another program holds ${path} open: close it and start again`,
  [code.locked]: path => `another program holds ${path} open: close it and start again`,
  [code.protocol]: path => `another program holds ${path} open: close it and start again`,
  [code.io]: (path, detail) =>
    `${path} cannot be read or written (${detail}): check the disk and the space on it`,
  EEXIST: noFolder,
  ENOTDIR: noFolder,
  EISDIR: noFolder,
  ENOENT: noFolder,
}
