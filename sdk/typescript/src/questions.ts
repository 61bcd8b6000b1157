import type { DecidedAt, Decision } from './api.generated.ts'

/** How fresh an answer must be; see docs/consistency.md of the service. */
export type Consistency = 'minimize_latency' | 'fully_consistent' | { readonly at_least_as_fresh: string }

export interface Question {
  /** `user:ann`, `service:etl`, `group:lab`; the client's own account when absent. */
  readonly subject?: string
  readonly action: string
  /** `dataset:streets`, `org`, or a collection such as `datasets`. */
  readonly resource: string
  /** Attributes of this request, for policy sets that use them. */
  readonly context?: Readonly<Record<string, unknown>>
}

/** A question with where and how freshly it is asked. */
export interface Asked extends Question {
  readonly org: string
  readonly consistency?: Consistency
}

/** A decision with the revision that it was made at. Read `allowed`: the object itself is always truthy. */
export type Decided = Decision & DecidedAt

/** An id without its type: `dataset:streets` -> `streets`. */
export const idOf = (ref: string): string => ref.slice(ref.indexOf(':') + 1)
