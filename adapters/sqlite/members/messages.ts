import type { Beat } from '../../../src/ports/replica-store.ts'
import type { Outcome, Request } from '../writer/request.ts'

/** What a process that shares the store asks of the one that owns it. */
export type Asked =
  | { readonly do: 'write'; readonly request: Request }
  | { readonly do: 'beat'; readonly beat: Beat }
  | { readonly do: 'beats' }
  | { readonly do: 'leave'; readonly replica: string }

export type Replied = { readonly outcome: Outcome } | { readonly beats: readonly Beat[] }

export interface ToOwner {
  /** Names the question in its reply. */
  readonly id: number
  readonly asked: Asked
}

export type ToMember =
  | ({ readonly id: number } & Replied)
  /** Something was committed: there may be changes to read. */
  | 'committed'
