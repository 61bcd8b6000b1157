import { createTransport } from 'nodemailer'
import { type Mail, MailRefused } from '../../src/ports/mail.ts'

export interface SmtpSettings {
  /** `smtp://user:password@host:port` (STARTTLS is demanded, except on loopback) or `smtps://...`. */
  readonly url: string
  /** The sender's address. */
  readonly from: string
}

/** One address and nothing else: no list, no name, no line break that would begin another header. */
const ADDRESS = /^[^\s@,;:<>()[\]"\\]{1,64}@[^\s@,;:<>()[\]"\\]{1,253}$/
const PATIENCE = 10_000
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Hands messages to an SMTP server: text and HTML, one recipient, nothing read from files or the web. */
export const createSmtpMail = ({ url, from }: SmtpSettings): Mail => {
  const server = new URL(url)
  const secure = server.protocol === 'smtps:'
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: Number(server.port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !LOOPBACK.test(server.hostname),
    ...(server.username
      ? { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }
      : {}),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html }) {
      if (!ADDRESS.test(to)) throw new MailRefused(`"${to.slice(0, 100)}" is not one mail address`)
      // As an object: an address is never parsed as a list of several.
      const message = {
        from,
        to: { name: '', address: to },
        subject,
        text,
        ...(html === undefined ? {} : { html }),
      }
      await transport.sendMail(message).catch((error: unknown) => {
        throw new MailRefused(explain(error, server.host), { cause: error })
      })
    },
  }
}

const explain = (error: unknown, host: string): string => {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (code === 'EAUTH') return `${host} refuses the user name or password of KASBAH_SMTP_URL`
  if (code === 'ETLS') return `${host} offers no TLS that can be used: use smtps://, or another server`
  if (code === 'EENVELOPE')
    return `${host} refuses the sender or the recipient (${responseCode ?? 'no code'})`
  return `${host} did not take the message (${code ?? 'unknown'}): check KASBAH_SMTP_URL, and that the server can be reached`
}
