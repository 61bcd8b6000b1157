import { z } from 'zod'
import { OrgRef, type Resource, type Subject } from './id.ts'

/** A pending invitation. Accepting and revoking delete it: it is single-use, and history is in the audit trail. An address has one at most. */
export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly grants: readonly { readonly resource: Resource; readonly level: string }[]
  /** SHA-256 of the token, hex. The token itself is in the delivered message only. */
  readonly token_hash: string
  readonly invited_by: Subject
  readonly created_at: Date
  /** Until when it can be accepted. */
  readonly expires_at: Date
  /** What the person is written to in; absent: what the organisation says. */
  readonly language?: string
  /** When the role and the grants end that it gives. */
  readonly access_expires_at?: Date
}

/** What became of an invitation, as it is remembered for those who open its link later. */
export const InvitationEnd = z.object({
  org: OrgRef,
  how: z.enum(['used', 'revoked', 'replaced', 'ended']),
  role: z.string(),
  grants: z.array(z.object({ resource: z.string(), level: z.string() })),
})
export type InvitationEnd = z.output<typeof InvitationEnd>
