/**
 * What keeps a service small is told to V8 and to the C library when they start, and never later. So a process that was not told puts
 * another Node in its own place, with the same id, streams, words and settings.
 */
import { flushCompileCache } from 'node:module'
import { flagsOfEnvironment, flagsOfWords, ownEnvironment } from '../config/node-flags.ts'

export const LEAN = [
  // Old objects are collected when there is as much garbage as there is use, not three times as much.
  '--heap-growing-percent=100',
  // Room for what some 1,500 checks leave behind, twice. V8 would take up to 96 MB for it, and a check costs the same.
  '--max-semi-space-size=12',
]

/** Of the C library of Linux: one place for the memory of all threads, where each would keep its own. Few of ours allocate much. */
const ARENAS = 'MALLOC_ARENA_MAX'

const nameOf = (flag: string): string => flag.replace(/=.*/, '').replaceAll('_', '-')

/** Those that this process was not started with: an operator's own say goes. */
const missing = (): readonly string[] => {
  const given = new Set([...flagsOfWords(), ...flagsOfEnvironment()].map(nameOf))
  return LEAN.filter(flag => !given.has(nameOf(flag)))
}

/** The words for Node itself with which other processes of the service are started. */
export const leanFlags = (): string[] => [...flagsOfWords(), ...missing()]

/**
 * Runs a script with its words in a Node that has the flags. It returns where this one has them already, and where it cannot be: on Windows, or with a
 * channel to a parent process, which would not outlive this one.
 */
export const startLean = (script: readonly string[]): void => {
  const env = ownEnvironment()
  if (missing().length === 0 && env[ARENAS] !== undefined) return
  if (process.connected || process.platform === 'win32') return
  flushCompileCache()
  process.execve?.(process.execPath, [process.execPath, ...leanFlags(), ...script], {
    ...env,
    [ARENAS]: env[ARENAS] ?? '1',
  })
}
