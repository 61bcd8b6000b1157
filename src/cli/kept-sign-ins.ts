/** The file in which the command keeps a person's sign-ins, by service: theirs alone, and changed by one command at a time. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Unanswered } from './verb.ts'

export interface KeptSignIn {
  readonly access_token: string
  readonly refresh_token?: string
  /** Milliseconds since 1970. */
  readonly expires_at: number
}

const FILE = join(homedir(), '.config', 'kasbah', 'sign-ins.json')
const LOCK = join(dirname(FILE), 'sign-ins.lock')
/** Longer than a refresh may take. */
const PATIENCE_MS = 30_000

type All = Readonly<Record<string, KeptSignIn>>

const readAll = (): All => {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new Unanswered(`${FILE} cannot be read: remove it and sign in again`)
  }
}

export const keptFor = (url: string): KeptSignIn | undefined => readAll()[url]

/**
 * Does `work` while no other command may: a refresh token may be used once, and two commands that use it at once look like token
 * theft. The lock is a write transaction on a small database, which the operating system gives up when the command ends, however
 * it ends.
 */
export const oneAtATime = async <T>(work: (keep: Keep) => Promise<T>): Promise<T> => {
  mkdirSync(dirname(FILE), { recursive: true, mode: 0o700 })
  const { DatabaseSync } = await import('node:sqlite')
  const lock = new DatabaseSync(LOCK, { timeout: PATIENCE_MS })
  try {
    begin(lock)
    return await work(keep)
  } finally {
    lock.close()
  }
}

const begin = (lock: { exec(sql: string): void }): void => {
  try {
    lock.exec('BEGIN IMMEDIATE')
  } catch (cause) {
    throw new Unanswered(
      `another kasbah command is signing in or out and does not end: look for it (${LOCK})`,
      {
        cause,
      },
    )
  }
}

/** Keeps the tokens for the service, or forgets them. */
export type Keep = (url: string, kept: KeptSignIn | undefined) => void

/** Never readable for others, and never half written. */
const keep: Keep = (url, kept) => {
  const { [url]: _before, ...others } = readAll()
  const draft = `${FILE}.${process.pid}`
  writeFileSync(draft, JSON.stringify(kept ? { ...others, [url]: kept } : others), { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, FILE)
}
