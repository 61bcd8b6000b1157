import type { Resource, Subject } from './id.ts'

/** A pending invitation. Accepting and revoking delete it: it is single-use, and history is in the audit trail. */
export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly grants: readonly { readonly resource: Resource; readonly level: string }[]
  /** SHA-256 of the token, hex. The token itself is in the delivered message only. */
  readonly token_hash: string
  readonly invited_by: Subject
  readonly created_at: Date
  readonly expires_at: Date
}
