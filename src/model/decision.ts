import type { Revision } from './change.ts'
import type { OrgId, Resource, Subject } from './id.ts'

/** One decision as it was asked and answered, for those who look back. Never holds the context of a question. */
export interface Decision {
  readonly org: OrgId
  readonly at: Date
  /** A pseudonym where the organisation masks people. */
  readonly subject: Subject | string
  readonly action: string
  readonly resource: Resource | string
  readonly allowed: boolean
  /** Why it was denied, where that was worked out. */
  readonly reason?: string
  /** The rules that it was made on: what allowed it is explained as of this revision. */
  readonly revision: Revision
  /** Who asked: an account, `operator`, or a pseudonym. */
  readonly asked_by: string
  readonly request_id: string
}
