import type { Authorship, ChangeRecord, Revision } from './change.ts'
import type { OrgId } from './id.ts'

/** One line of the trail: who did (or was refused) what, on which subject, from where, when and why. Never holds a secret. */
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
  /** What was done, as far as one line can hold it. Absent in lines of older versions. */
  readonly effects?: readonly Effect[]
  /** How many more effects there were. */
  readonly more_effects?: number
  /** Everything that the line touches, by which it is found: its actor, its target and the subjects of all its effects. */
  readonly subjects?: readonly string[]
  /** Where it stands in the chain of its organisation: see audit-chain.ts. Absent in lines of older versions. */
  readonly chain?: { readonly n: number; readonly hash: string }
}

/** One thing that a change did. */
export interface Effect {
  /** `role`, `group`, `access`, `resource`, `collection`, `attribute`, `end` (of another), `rule`, `own_role` (with what it is based on), or the kind of a record such as `api_key`. */
  readonly what: string
  readonly subject?: string
  readonly resource?: string
  /** Of a record, such as the key's; the name of an attribute. */
  readonly id?: string
  /** A role, a group, a level, scopes; absent where there was none before, or is none after. */
  readonly from?: string
  readonly to?: string
}

/**
 * The id of the nth line of a change. It follows from the change, so that a change that is tried again leaves its lines once.
 * No organisation's id has a full stop.
 */
export const eventIdOf = (
  { at, revision, org }: Pick<ChangeRecord, 'at' | 'revision' | 'org'>,
  nth: number,
): string => {
  const first = `${at.getTime().toString(16).padStart(12, '0')}-${revision.toString(16).padStart(10, '0')}-${org}`
  return nth === 0 ? first : `${first}.${String(nth).padStart(4, '0')}`
}
