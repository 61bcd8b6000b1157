import type { Mail, MailMessage } from '../../src/ports/mail.ts'

/** Where no mail server is set: says that a message waits. Its text, which may hold a secret, is shown in development only. */
export const createLogMail = (
  note: (fact: Partial<MailMessage>, sentence: string) => void,
  { showText }: { readonly showText: boolean },
): Mail => ({
  async send({ to, subject, text }) {
    note(
      { to, subject, ...(showText ? { text } : {}) },
      'a message was not sent: set KASBAH_SMTP_URL to send messages',
    )
  },
})
