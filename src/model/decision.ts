import type { Revision } from './change.ts'
import type { OrgId, Resource, Subject } from './id.ts'
import type { Rule } from './rule.ts'

/** One decision as it was asked and answered, for those who look back. Never holds the context of a question. */
export interface Decision {
  readonly org: OrgId
  readonly at: Date
  /** A pseudonym where the organisation masks people. */
  readonly subject: Subject | string
  readonly action: string
  readonly resource: Resource | string
  readonly allowed: boolean
  /** Why it was denied; in records of older versions, where that was worked out. */
  readonly reason?: string
  /** The rule that decided; absent where none matched. Where several did, one of them. */
  readonly rule?: Rule
  /** The part of allowed decisions that was recorded then, where that was not all of them. */
  readonly sample?: number
  /** The rules that it was made on: what allowed it is explained as of this revision. */
  readonly revision: Revision
  /** Who asked: an account, `operator`, or a pseudonym. */
  readonly asked_by: string
  readonly request_id: string
}

const MASKED = 'masked:'

/** How a person is called in decisions where an organisation masks people. */
export const maskedAs = (pseudonym: string): string => MASKED + pseudonym

/** Whether this is a pseudonym, of whom nothing can be asked. */
export const isMasked = (subject: string): boolean => subject.startsWith(MASKED)
