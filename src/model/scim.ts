/** What is kept of the people and groups that an identity provider keeps here by SCIM, and of its credential. */
import type { Subject } from './id.ts'

/** A person's resource. */
export interface ScimPerson {
  readonly user_name: string
  readonly external_id?: string
  readonly active: boolean
  /** The resource as it was last written, without what other fields of the record hold. */
  readonly attributes: Readonly<Record<string, unknown>>
  readonly updated_at: Date
}

/**
 * The credential of an identity provider's SCIM client. It acts for this identity provider in this organisation, and for nothing
 * else.
 */
export interface ScimToken {
  readonly id: string
  readonly idp: string
  readonly name: string
  /** SHA-256 of the token, hex. */
  readonly hash: string
  readonly hint: string
  readonly created_at: Date
  readonly expires_at?: Date
}

/** A group that the IdP keeps by SCIM. Its members are in the rules. */
export interface ScimGroup {
  readonly id: Subject
  readonly idp: string
  readonly display_name: string
  readonly external_id?: string
  /** Another group of the IdP had its name first: mappings by name mean that one, and this one by its external id alone. */
  readonly namesake?: true
  readonly created_at: Date
  readonly updated_at: Date
}
