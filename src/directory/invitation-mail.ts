import type { OrgId } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { MailMessage } from '../ports/mail.ts'

export interface InvitationLetter {
  readonly org: OrgId
  readonly invitation: Invitation
  readonly token: string
  readonly publicUrl: string
}

/** The message to an invited person. They accept by signing in with the address that it was sent to; the token is for applications that keep accounts of their own. */
export const invitationMail = ({ org, invitation, token, publicUrl }: InvitationLetter): MailMessage => ({
  to: invitation.email,
  subject: `You are invited to ${org}`,
  text: `You are invited to join ${org} as ${invitation.role}.

To accept, sign in to an application of ${org} with the address ${invitation.email}
by ${invitation.expires_at.toISOString().slice(0, 10)}.

An application that keeps accounts of its own can accept for you, with this token. It works
once; show it to nobody else:

  POST ${publicUrl}/v1/invitations/accept
  {"token": "${token}"}

If you did not expect this message, ignore it.
`,
})
