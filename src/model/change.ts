import type { OrgId, Subject } from './id.ts'
import type { Ended } from './identity.ts'
import type { Organisation } from './organisation.ts'
import type { KeyFields, RecordKind, RecordOf, Where } from './records.ts'
import type { Rule } from './rule.ts'

/** An organisation's policy version, counted from 1 without gaps; 0 is an organisation that does not exist yet. */
export type Revision = number

type Put = {
  [K in RecordKind]: { readonly put: K; readonly value: RecordOf<K> }
}[RecordKind]

/** Drops one record by its key, or all records of a kind that a look-up finds: `{ drop: 'api_key', where: { subject } }`. */
type Drop = {
  [K in RecordKind]: ({ readonly drop: K } & KeyFields<K>) | { readonly drop: K; readonly where: Where<K> }
}[RecordKind]

/** A record that is written together with the rules of a change. Dropping a record that does not exist does nothing. */
export type RecordWrite =
  | { readonly put: 'organisation'; readonly value: Organisation }
  | Put
  | Drop
  /** Deletes the OidcStore records that {@link Ended} names; `by: 'token'` puts a `Denial`. */
  | { readonly drop: 'sign_in'; readonly of: Ended }

/** Who made the change, from where, and why. Kept in the change record and the audit trail. */
export interface Authorship {
  readonly actor: Subject | 'operator' | 'anonymous' | 'system'
  /** The operation, as in OpenAPI's operationId. */
  readonly operation: string
  /** What was changed: a resource, a subject, or the organisation. */
  readonly target: string
  readonly reason?: string
  readonly request_id?: string
  /** The id of the key or token that was used. This and the following fields are for the trail alone. */
  readonly credential?: string
  /** The address that the request came from. */
  readonly address?: string
  /** Further subjects that the change touches without naming them in a rule or record, such as the owner of a key that ends. */
  readonly about?: readonly Subject[]
}

/** One of several operations that are made as one change. */
export interface ChangePart extends Pick<Authorship, 'operation' | 'target'> {
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly records: readonly RecordWrite[]
}

/** One change of one organisation: all of it is committed, or none of it. */
export interface Change extends Authorship {
  /** The head it was computed from. Always given: every change is a compare-and-set. */
  readonly expected: Revision
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly records: readonly RecordWrite[]
  /** True when it can take access away: a removed rule, an added deny, a dropped key. */
  readonly narrows: boolean
  /** The operations that it is made of, where it is made of several: each has a line of its own in the trail. */
  readonly parts?: readonly ChangePart[]
  /** The idempotency key that it is made under, as it was taken: the change is written to it in the same transaction. */
  readonly receipt?: { readonly id: string; readonly at: Date }
}

/** A committed change as it is kept and followed. */
export interface ChangeRecord extends Authorship {
  readonly org: OrgId
  readonly revision: Revision
  readonly at: Date
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly narrows: boolean
  /** The kinds of records written, for those who cache some: `api_key`, `organisation`, ... */
  readonly touched: readonly string[]
}

/**
 * The operation of a change that follows a repair of the stored rules. The repair itself is no change, so replicas that hold the
 * organisation in memory must read all of it again.
 */
export const MENDED = 'repair'

/** The most operations that are made as one change. */
export const MAX_OPERATIONS = 1_000
/** The most rules that one operation adds: a dataset's registration, its default access and its creator's grant. */
const MOST_ADDED = 3
/** The most rules that one change may add; what it removes (a person's every grant) is bounded by {@link MAX_REMOVES}. */
export const MAX_ADDS = MOST_ADDED * MAX_OPERATIONS
export const MAX_REMOVES = 20_000
