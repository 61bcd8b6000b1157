import { calledOf } from '../model/account.ts'
import type { Brand } from '../pages/brand.ts'
import { html } from '../pages/markup.ts'
import type { Say } from '../pages/say.ts'
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
}

const DAY = 24 * 60 * 60 * 1000

/**
 * The message to an invited person, as plain text and as HTML without pictures or scripts; in the language of the invitation, else of
 * the organisation.
 */
export const invitationMail = ({ publicUrl, brand }: Sender, letter: Letter): MailMessage => {
  const { organisation, invitation } = letter
  const say = brand.languages.choose({ otherwise: spokenWith(invitation, organisation) })
  const said = sentences(say, brand, letter)
  const page = publicUrl + INVITATION_PATH
  return { to: invitation.email, subject: said.subject, ...bodies(said, { say, letter, publicUrl, page }) }
}

/** What an invited person is spoken to in, where nothing else says: of the invitation, then of the organisation. */
export const spokenWith = (
  { language }: Pick<Letter['invitation'], 'language'>,
  { settings }: Pick<Letter['organisation'], 'settings'>,
): string => `${language ?? ''} ${settings.language ?? ''}`

const sentences = (say: Say, { name: service }: Brand, { organisation: { name }, ...letter }: Letter) => {
  const { role, email: address, created_at, expires_at } = letter.invitation
  const to = { organisation: name, role }
  const inviter = letter.inviter && calledOf(letter.inviter)
  const count = Math.round((expires_at.getTime() - created_at.getTime()) / DAY)
  return {
    subject: say.text('mail.subject', { organisation: name }).replace(/\p{Cc}+/gu, ' '),
    invites:
      inviter === undefined
        ? say.text('mail.admin_invites', to)
        : say.text('mail.invites', { ...to, inviter }),
    access: letter.access.map(({ level, name: resource }) => say.text('mail.access', { level, resource })),
    accept: say.text('mail.accept'),
    or: say.text('mail.or'),
    closing: `${say.text('mail.for', { address })} ${say.text('mail.until', { count, day: say.day(expires_at) })}`,
    unexpected: say.text('mail.unexpected'),
    sent: say.text('mail.sent', { service, organisation: name }),
  }
}

interface Frame {
  readonly say: Say
  readonly letter: Letter
  readonly publicUrl: string
  readonly page: string
}

const bodies = (
  said: ReturnType<typeof sentences>,
  { say, letter: { organisation, token }, publicUrl, page }: Frame,
): Pick<MailMessage, 'text' | 'html'> => {
  const link = invitationLink(publicUrl, token)
  return {
    text: `${said.invites}
${said.access.map(line => `  - ${line}\n`).join('')}
${said.accept}:
${link}

${said.or}
${page}
${token}

${said.closing}
${said.unexpected}

-- 
${said.sent}
`,
    html: html`<!doctype html>
<html lang="${say.language}" dir="${say.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>${said.subject}</title></head>
<body style="margin:0;padding:24px;background:#f6f5f2;color:#1d1c1a;font:16px/1.5 sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9d5cc;border-radius:12px">
<h1 style="margin:0 0 12px;font-size:20px">${organisation.name}</h1>
<p>${said.invites}</p>
${said.access.length > 0 && html`<ul>${said.access.map(line => html`<li>${line}</li>`)}</ul>`}
<p><a href="${link}" style="display:inline-block;padding:10px 20px;border-radius:8px;background:#0b5c4f;color:#ffffff;text-decoration:none;font-weight:600">${said.accept}</a></p>
<p style="color:#5c5953">${said.closing}</p>
<p style="color:#5c5953">${said.or} <a href="${page}" style="color:#0b5c4f">${page}</a><br><code style="word-break:break-all">${token}</code></p>
<p style="color:#5c5953">${said.unexpected}</p>
</div>
<p style="max-width:32rem;margin:12px auto;color:#5c5953;font-size:14px">${said.sent}</p>
</body></html>
`.markup,
  }
}
