import type { Account, Group } from './account.ts'
import type { ApiKey } from './api-key.ts'
import type { Client } from './client.ts'
import type { OrgId, Resource, Subject } from './id.ts'
import type { Ended } from './identity.ts'
import type { EmailDomain, Identity, Idp, ScimGroup, ScimToken } from './idp.ts'
import type { Invitation } from './invitation.ts'
import type { Organisation } from './organisation.ts'
import type { RegisteredResource, ResourceVersion } from './resource.ts'
import type { Rule } from './rule.ts'

/** An organisation's policy version, counted from 1 without gaps; 0 is an organisation that does not exist yet. */
export type Revision = number

/** What is written with a change beside its rules. A `drop` of what is not there does nothing. */
export type RecordWrite =
  | { readonly put: 'organisation'; readonly value: Organisation }
  | { readonly put: 'account'; readonly value: Account }
  | { readonly put: 'group'; readonly value: Group }
  | { readonly put: 'resource'; readonly value: RegisteredResource }
  | { readonly put: 'version'; readonly value: ResourceVersion }
  | { readonly put: 'invitation'; readonly value: Invitation }
  | { readonly put: 'api_key'; readonly value: ApiKey }
  | { readonly put: 'client'; readonly value: Client }
  | { readonly put: 'identity_provider'; readonly value: Idp }
  | { readonly put: 'email_domain'; readonly value: EmailDomain }
  | { readonly put: 'identity'; readonly value: Identity }
  | { readonly put: 'scim_token'; readonly value: ScimToken }
  | { readonly put: 'scim_group'; readonly value: ScimGroup }
  | { readonly drop: 'account'; readonly id: Subject }
  | { readonly drop: 'group'; readonly id: Subject }
  | { readonly drop: 'resource'; readonly id: Resource }
  | { readonly drop: 'version'; readonly resource: Resource; readonly id: string }
  | { readonly drop: 'invitation'; readonly id: string }
  | { readonly drop: 'invitations_of'; readonly email: string }
  | { readonly drop: 'api_key'; readonly id: string }
  | { readonly drop: 'api_keys_of'; readonly subject: Subject }
  | { readonly drop: 'client'; readonly id: string }
  | { readonly drop: 'identity_provider'; readonly id: string }
  | { readonly drop: 'email_domain'; readonly id: string }
  /** What its identity providers know of an account: they must meet as strangers again. */
  | { readonly drop: 'identities_of'; readonly subject: Subject }
  | { readonly drop: 'scim_token'; readonly id: string }
  | { readonly drop: 'scim_group'; readonly id: Subject }
  /** Deletes the OidcStore records that {@link Ended} names; `by: 'token'` puts a `Denial`. */
  | { readonly drop: 'sign_ins'; readonly of: Ended }

/** Who did it, from where, and why: goes into the change record and the audit trail. */
export interface Authorship {
  readonly actor: Subject | 'operator' | 'anonymous'
  /** The operation, as in OpenAPI's operationId. */
  readonly operation: string
  /** What it was done to: a resource, a subject, or the organisation. */
  readonly target: string
  readonly reason?: string
  readonly request_id?: string
}

/** One change of one organisation: all of it holds, or none of it. */
export interface Change extends Authorship {
  /** The head it was computed from. Always given: every change is a compare-and-set. */
  readonly expected: Revision
  readonly adds: readonly Rule[]
  readonly removes: readonly Rule[]
  readonly records: readonly RecordWrite[]
  /** True when it can take access away: a removed rule, an added deny, a dropped key. */
  readonly narrows: boolean
  /** The idempotency key that it was made under: stored in the same transaction. */
  readonly receipt?: { readonly id: string; readonly body_hash: string }
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
 * The operation of a change that follows a mending of the stored rules themselves, which is in no change: whoever holds the
 * organisation in memory reads it whole.
 */
export const MENDED = 'repair'

/** The most rules that one change may add; what it removes (a person's every grant) is bounded by {@link MAX_REMOVES}. */
export const MAX_ADDS = 1_000
export const MAX_REMOVES = 20_000
