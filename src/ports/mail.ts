/** Sends messages. Adapters: SMTP, and a log for development. */
export interface Mail {
  /** Resolves once the next mail server has accepted it. @throws MailRefused with a sentence that an admin can act on */
  send(message: MailMessage): Promise<void>
}

export interface MailMessage {
  /** One address; no display name. */
  readonly to: string
  readonly subject: string
  /** Plain text. May hold an invitation's link: adapters never log it outside development. */
  readonly text: string
  /** The same as HTML, for readers that show it. */
  readonly html?: string
}

export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}
