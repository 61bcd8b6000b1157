import { calledOf } from '../model/account.ts'
import type { Brand } from '../pages/brand.ts'
import { html } from '../pages/markup.ts'
import { english, type Messages } from '../pages/messages.ts'
import type { MailMessage } from '../ports/mail.ts'
import type { Letter } from './parts.ts'

/** The page on which an invitation is accepted. */
export const INVITATION_PATH = '/invitation'

/** The token stands behind `#`: browsers send it to no server, write it to no log, and put it into no Referer. */
export const invitationLink = (publicUrl: string, token: string): string =>
  `${publicUrl}${INVITATION_PATH}#${token}`

export interface Sender {
  readonly publicUrl: string
  readonly brand: Brand
  readonly messages?: Messages
}

/** The message to an invited person, as plain text and as HTML without pictures or scripts. */
export const invitationMail = (
  { publicUrl, brand, messages = english }: Sender,
  letter: Letter,
): MailMessage => {
  const { organisation, invitation, token } = letter
  const say = messages.invitation
  const link = invitationLink(publicUrl, token)
  const until = invitation.expires_at.toISOString().slice(0, 10)
  const said = {
    invites: say.invites(organisation.name, invitation.role, letter.inviter && calledOf(letter.inviter)),
    access: letter.access.map(({ level, name }) => say.access(level, name)),
    closing: `${say.code(invitation.email)} ${say.until(until)}`,
    sent: say.sent(brand.name, organisation.name),
  }
  return {
    to: invitation.email,
    subject: say.subject(organisation.name).replace(/\p{Cc}+/gu, ' '),
    text: `${said.invites}
${said.access.map(line => `  - ${line}\n`).join('')}
${say.accept}:
${link}

${say.or}
${publicUrl}${INVITATION_PATH}
${token}

${said.closing}
${say.unexpected}

-- 
${said.sent}
`,
    html: html`<!doctype html>
<html lang="${messages.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>${say.subject(organisation.name)}</title></head>
<body style="margin:0;padding:24px;background:#f6f5f2;color:#1d1c1a;font:16px/1.5 sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9d5cc;border-radius:12px">
<h1 style="margin:0 0 12px;font-size:20px">${organisation.name}</h1>
<p>${said.invites}</p>
${said.access.length > 0 && html`<ul>${said.access.map(line => html`<li>${line}</li>`)}</ul>`}
<p><a href="${link}" style="display:inline-block;padding:10px 20px;border-radius:8px;background:#0b5c4f;color:#ffffff;text-decoration:none;font-weight:600">${say.accept}</a></p>
<p style="color:#5c5953">${said.closing}</p>
<p style="color:#5c5953">${say.or} <a href="${publicUrl}${INVITATION_PATH}" style="color:#0b5c4f">${publicUrl}${INVITATION_PATH}</a><br><code style="word-break:break-all">${token}</code></p>
<p style="color:#5c5953">${say.unexpected}</p>
</div>
<p style="max-width:32rem;margin:12px auto;color:#5c5953;font-size:14px">${said.sent}</p>
</body></html>
`.markup,
  }
}
