import type { Subject } from './id.ts'
import type { Attributes } from './resource.ts'

/**
 * A person or a service account of one organisation. The rules say which role, groups and grants
 * it has; this record only describes it.
 */
export interface Account {
  readonly id: Subject
  readonly name?: string
  readonly email?: string
  readonly attributes: Attributes
  /** Set while disabled: the role to give back. A disabled account has no role rule. */
  readonly disabled?: { readonly role: string; readonly at: Date }
  readonly created_at: Date
}

/** Groups hold people and service accounts; who is in one is a matter of rules. */
export interface Group {
  readonly id: Subject
  readonly name?: string
  readonly created_at: Date
}
