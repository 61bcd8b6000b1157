import type { Revision } from './change.ts'
import type { Subject } from './id.ts'
import type { Rule } from './rule.ts'

/** What a plan would do. */
export type PlannedChange =
  /** Rules are added and removed; from a text, or on the way back to an earlier revision. */
  | {
      readonly kind: 'rules' | 'rollback'
      readonly adds: readonly Rule[]
      readonly removes: readonly Rule[]
      /** Of a rollback: the revision whose rules hold again. */
      readonly to?: Revision
    }
  /** The organisation uses another installed set, in the version of this digest. */
  | { readonly kind: 'policy_set'; readonly policy_set: string; readonly digest: string }
  /** Plans need one person, or two, from then on. */
  | { readonly kind: 'review'; readonly policy_review: PolicyReview }

/** Who may make a plan hold: also its author, or only somebody else. */
export type PolicyReview = 'none' | 'two_people'

/** A change of an organisation's policy that waits to be applied. */
export interface PolicyPlan {
  readonly id: string
  /** The rules that it was made on. It applies to no other. */
  readonly revision: Revision
  /** SHA-256 over the organisation, the revision and the change, hex: what a reviewer approves. */
  readonly digest: string
  readonly change: PlannedChange
  /** Who gains and who loses what, as it was shown. */
  readonly effects: PlannedEffects
  /** Accounts that could administer before and could not after, at most 100 of them. */
  readonly locks_out: readonly Subject[]
  readonly locked_out: number
  /** What a reviewer should know of the rules that it adds; absent where there is nothing. */
  readonly remarks?: readonly string[]
  /** What roles of the organisation's own would come to that administrators alone may; absent: nothing. */
  readonly escalates?: readonly string[]
  readonly reason?: string
  readonly created_by: Subject | 'operator'
  readonly created_at: Date
  readonly expires_at: Date
}

/** The rows are those of a comparison of effects. */
export interface PlannedEffects {
  readonly rows: readonly object[]
  readonly pairs: number
  readonly left_out: { readonly rows: number; readonly pairs: number }
  /** Accounts that were not compared; absent where all were. */
  readonly uncompared?: number
}
