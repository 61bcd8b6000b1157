import type { Inputs } from '../config/resolve.ts'

/** A flag of a verb: `--name VALUE`, or `--name` alone when it takes no value. */
export interface Flag {
  readonly about: string
  /** What stands for the value in the help; absent: the flag takes none. */
  readonly value?: string
}

/** What a verb was called with. */
export interface Call {
  readonly args: readonly string[]
  readonly flags: Readonly<Record<string, string | true>>
  /** The environment, and the settings given as flags. */
  readonly settings: Inputs
}

/** One word of the `kasbah` command. */
export interface Verb {
  readonly name: string
  readonly about: string
  /** Names of what follows the verb, in order; all are needed. */
  readonly takes: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  /** Whether settings may be given as flags (`--listen`, `--store`, ...). */
  readonly configured: boolean
  /** Says what it finds on standard output. Answers the exit code. */
  run(call: Call): Promise<number>
}

/** The command was called in a way that it does not understand: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The service could not be asked, or said no: one line, exit code 3. For `check`, 1 would mean "denied". */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}
