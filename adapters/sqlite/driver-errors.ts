/** SQLite's primary result codes (sqlite.org/rescode.html) that a store can meet and a person can act on. */
export const code = {
  permission: 3,
  busy: 5,
  locked: 6,
  memory: 7,
  readOnly: 8,
  io: 10,
  damaged: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  constraint: 19,
  notADatabase: 26,
} as const

/** The primary code of an error of the driver; undefined for any other error. */
export const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

/** Whether the cause is outside of this program: the disk, the file, a lock, a connection closed at shutdown. Any other error is a defect. */
export const isEnvironmental = (error: unknown): error is Error => {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'ERR_INVALID_STATE') return true
  const primary = primaryCode(error)
  return primary !== undefined && primary !== code.constraint && Object.values<number>(code).includes(primary)
}

/** True when a row with this key is there already. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error.errcode === 1555 || error.errcode === 2067)
