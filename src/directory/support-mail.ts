import { idOf } from '../model/id.ts'
import type { Brand } from '../pages/brand.ts'
import { html } from '../pages/markup.ts'
import type { MailMessage } from '../ports/mail.ts'
import type { SupportNews } from './parts.ts'

/** The message to each administrator, in the language of the organisation: plain text, and the same as HTML. */
export const supportMails = (brand: Brand, news: SupportNews): readonly MailMessage[] => {
  const { organisation, access, opener, to } = news
  const say = brand.languages.choose({ otherwise: organisation.settings.language ?? '' })
  const { name } = organisation
  const until = say.moment(access.expires_at)
  const who = access.email ?? idOf(access.id)
  const about = { organisation: name, who, level: access.level }
  const subject = say.text('support.subject', { organisation: name }).replace(/\p{Cc}+/gu, ' ')
  const lines = [
    opener === undefined
      ? say.text('support.operator_opened', about)
      : say.text('support.opened', { ...about, opener }),
    say.text('support.purpose', { purpose: access.purpose }),
    say.text('support.until', { until }),
  ]
  const sent = say.text('mail.sent', { service: brand.name, organisation: name })
  const message = {
    subject,
    text: `${lines.join('\n\n')}\n\n-- \n${sent}\n`,
    html: html`<!doctype html>
<html lang="${say.language}" dir="${say.direction}"><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="margin:0;padding:24px;color:#1d1c1a;font:16px/1.5 sans-serif">${lines.map(line => html`<p>${line}</p>`)}
<p style="color:#5c5953;font-size:14px">${sent}</p></body></html>
`.markup,
  }
  return to.map(address => ({ to: address, ...message }))
}
