import type { Inputs } from '../config/resolve.ts'
import type { SettingName } from '../config/settings.ts'

/** A flag of a verb: `--name VALUE`, or `--name` alone when it takes no value. */
export interface Flag {
  readonly about: string
  /** The placeholder of the value in the help; absent when the flag takes none. */
  readonly value?: string
}

/** The arguments of a call. */
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
  /** A whole command, as somebody would type it. */
  readonly example?: string
  /** Names of what follows the verb, in order; all are needed. */
  readonly takes: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  /** Whether settings may be given as flags (`--listen`, `--store`, ...). */
  readonly configured: boolean
  /** The settings that it goes by, where they are few. */
  readonly goesBy?: readonly SettingName[]
  /** Prints its results on standard output. Answers the exit code. */
  run(call: Call): Promise<number>
}

/** `kasbah key create NAME [FLAGS]` */
export const usageOf = ({ name, takes, flags }: Verb): string =>
  ['kasbah', name, ...takes, ...(Object.keys(flags).length > 0 ? ['[FLAGS]'] : [])].join(' ')

/** A usage error: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The service did not answer, or refused: one line, exit code 3. For `check`, 1 would mean "denied". */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}
