/**
 * What keeps a service small is told to V8 when it starts, and never later. So a process that was not told puts another Node in its own
 * place, with the same id, streams, words and settings.
 */
import { flagsOfEnvironment, flagsOfWords } from '../config/node-flags.ts'

/** Old objects are collected when there is as much garbage as there is use, not three times as much. */
export const LEAN = ['--heap-growing-percent=100']

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
  if (missing().length === 0 || process.connected || process.platform === 'win32') return
  process.execve?.(process.execPath, [process.execPath, ...leanFlags(), ...script])
}
