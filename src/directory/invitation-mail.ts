import type { OrgId } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { MailMessage } from '../ports/mail.ts'

export interface InvitationLetter {
  readonly org: OrgId
  readonly invitation: Invitation
  readonly token: string
  readonly publicUrl: string
}

/** What an invited person is sent. It can be used by signing in with the address it went to, or with the token it holds. */
export const invitationMail = ({ org, invitation, token, publicUrl }: InvitationLetter): MailMessage => ({
  to: invitation.email,
  subject: `You are invited to ${org}`,
  text: `You are invited to join ${org} as ${invitation.role}.

Sign in to an application of ${org} with the address ${invitation.email}: the invitation
is accepted by that. It is good until ${invitation.expires_at.toISOString().slice(0, 10)}.

If your account has another address, accept it with this token instead, which works once
and should be shown to nobody:

  POST ${publicUrl}/v1/invitations/accept
  {"token": "${token}"}

If you did not expect this, do nothing.
`,
})
