import type { Authorship, Revision } from './change.ts'
import type { OrgId } from './id.ts'

/** One line of the trail: who did (or was refused) what, to what, when and why. Never holds a secret. */
export interface AuditEvent extends Authorship {
  /** Sorts by time; unique in the store. */
  readonly id: string
  readonly org: OrgId
  readonly at: Date
  readonly outcome: 'done' | 'refused'
  /** The revision that the change made; absent when nothing changed. */
  readonly revision?: Revision
  /** The stable code of the problem, when refused. */
  readonly code?: string
  /** What changed, in numbers: the rules themselves are in the change record of `revision`. */
  readonly adds?: number
  readonly removes?: number
}
