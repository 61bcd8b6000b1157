import { ConfigError } from '../config/config-error.ts'
import { Problem } from '../model/problems.ts'
import { StoreUnavailable, StoreUnusable } from '../ports/errors.ts'

/** A failure as a terminal shows it. */
export interface Explained {
  readonly lines: readonly string[]
  readonly exitCode: number
}

/** A failure of another process, explained where it happened. */
export class FailedElsewhere extends Error {
  override readonly name = 'FailedElsewhere'
  readonly explained: Explained
  constructor(explained: Explained) {
    super(explained.lines.join('\n'))
    this.explained = explained
  }
}

/** A line for each thing that a person can mend, the stack for a defect. */
export function explainFailure(error: unknown): Explained {
  if (error instanceof FailedElsewhere) return error.explained
  if (error instanceof ConfigError) return { lines: error.lines, exitCode: 2 }
  if (error instanceof StoreUnusable || error instanceof StoreUnavailable)
    return { lines: [error.message], exitCode: 1 }
  if (error instanceof Problem) return { lines: linesOf(error), exitCode: 1 }
  if (!(error instanceof Error)) return { lines: [String(error)], exitCode: 1 }
  const address = /^listen (EADDRINUSE|EACCES|EADDRNOTAVAIL): .* (\S+)$/.exec(error.message)
  if (address) return { lines: [`cannot listen on ${address[2]}: ${REASONS[address[1] ?? '']}`], exitCode: 1 }
  const file = /^(ENOENT|EACCES|EISDIR|ENOTDIR|EROFS|ENOSPC): .*?'([^']+)'/.exec(error.message)
  if (file) return { lines: [`${file[2]}: ${REASONS[file[1] ?? '']}`], exitCode: 1 }
  return { lines: [error.stack ?? error.message], exitCode: 1 }
}

const linesOf = (problem: Problem): readonly string[] => {
  const places = (problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`)
  const summary = problem.detail ?? problem.code
  // Where the summary only repeats the first place, the places say it all.
  const repeated = places[0] !== undefined && summary.startsWith(places[0])
  return repeated ? places : [summary, ...places]
}

/** Why the operating system did not do something with a file, in words. */
export const reasonIn = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return REASONS[String('code' in error ? error.code : '')] ?? error.message
}

/** The operating system's codes in words. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process does. Stop it, or set KASBAH_LISTEN to another port.',
  EADDRNOTAVAIL: 'this machine has no such address. Set KASBAH_LISTEN to one that it has.',
  EACCES: 'permission denied.',
  ENOENT: 'there is no such file or folder.',
  EISDIR: 'this is a folder.',
  ENOTDIR: 'this is not a folder.',
  EROFS: 'the file system is read-only.',
  ENOSPC: 'the disk is full.',
}
