import type { AuditEvent } from '../../../src/model/audit.ts'
import {
  Conflict,
  OutcomeUnknown,
  ReceiptExists,
  RecordDamaged,
  RuleExists,
  RuleMissing,
  StoreUnavailable,
  StoreUnusable,
} from '../../../src/ports/errors.ts'
import type { Writing } from '../apply.ts'
import type { Pruning } from '../audit-lines.ts'
import type { Ran, Statement } from './statement.ts'

/** What a writer is asked to do. It crosses to another thread, so it is data. */
export type Request =
  /** All of them or none. */
  | { readonly do: 'statements'; readonly statements: readonly Statement[] }
  | { readonly do: 'change'; readonly writing: Writing }
  | { readonly do: 'lines'; readonly events: readonly AuditEvent[] }
  | { readonly do: 'prune'; readonly pruning: Pruning }

export type Answer =
  | { readonly ran: readonly Ran[] }
  | { readonly at: Date }
  /** How many lines of the trail were written, or deleted. */
  | { readonly lines: number }

export type Outcome = { readonly answer: Answer } | { readonly refusal: Refusal }

/** An error as data: its class would be lost on the way. */
export interface Refusal {
  readonly name: string
  readonly message: string
}

const CLASSES: Readonly<Record<string, new (message: string) => Error>> = {
  Conflict,
  RuleExists,
  RuleMissing,
  ReceiptExists,
  OutcomeUnknown,
  StoreUnavailable,
  StoreUnusable,
  RecordDamaged,
  TypeError,
  RangeError,
}

export const refusalOf = (error: unknown): Refusal =>
  error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) }

export const errorOf = ({ name, message }: Refusal): Error => new (CLASSES[name] ?? Error)(message)
