import { createLogMail } from '../../adapters/mail/log.ts'
import type { Surroundings } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { invitationMail, type Sender } from '../directory/invitation-mail.ts'
import type { DirectoryParts } from '../directory/parts.ts'
import { supportMails } from '../directory/support-mail.ts'
import type { Brand } from '../pages/brand.ts'
import type { Mail, MailMessage } from '../ports/mail.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

const mailOf = async ({ mail, mode }: Config, { log }: Telemetry): Promise<Mail> => {
  if (!mail)
    return createLogMail((fact, sentence) => log.info(fact, sentence), { showText: mode === 'development' })
  const { createSmtpMail } = await import('../../adapters/mail/smtp.ts')
  return createSmtpMail(mail)
}

/** How letters reach the people whom they are for. */
export const delivering = async ({ config, telemetry }: Surroundings, brand: Brand) =>
  deliverBy(await mailOf(config, telemetry), { publicUrl: config.publicUrl, brand }, telemetry.facts.failed)

/** What a letter is about stands whether or not it goes out. */
const deliverBy = (
  mail: Mail,
  sender: Sender,
  failed: (error: unknown) => void,
): Pick<DirectoryParts, 'deliver' | 'announce'> => {
  const send = async (messages: Iterable<MailMessage>): Promise<void> => {
    for (const message of messages) await mail.send(message).catch(failed)
  }
  return {
    deliver: letters => send(letters.map(letter => invitationMail(sender, letter))),
    announce: news => send(supportMails(sender.brand, news)),
  }
}
