/**
 * Every sentence of our mails, in one place for each language. A translation is another value of {@link Messages}; nothing else
 * changes. Sentences take names as they are: markup is made around them.
 */
export interface Messages {
  /** As in the `lang` of a document. */
  readonly language: string
  readonly invitation: {
    subject(organisation: string): string
    /** @param inviter absent when a program invited */
    invites(organisation: string, role: string, inviter: string | undefined): string
    access(level: string, resource: string): string
    readonly accept: string
    readonly or: string
    code(address: string): string
    until(day: string): string
    readonly unexpected: string
    /** What the letter is from. */
    sent(service: string, organisation: string): string
  }
}

export const english: Messages = {
  language: 'en',
  invitation: {
    subject: organisation => `You are invited to ${organisation}`,
    invites: (organisation, role, inviter) =>
      `${inviter ?? 'An administrator'} invites you to join ${organisation} as ${role}.`,
    access: (level, resource) => `${level} on ${resource}`,
    accept: 'Accept the invitation',
    or: 'Does the link not work? Open this page and paste the code:',
    code: address => `The invitation is for ${address}.`,
    until: day => `It is good until ${day}, for one person. Do not pass it on.`,
    unexpected: 'If you did not expect this message, ignore it. Nothing happens until you accept.',
    sent: (service, organisation) => `Sent by ${service} for ${organisation}.`,
  },
}
