/** A refusal that can be had otherwise says by which flag of the task. The service speaks of members of the request. */
import { Refused } from './ask-service.ts'
import { Unanswered, type Verb } from './verb.ts'

/** The flag that each word of a refusal stands for. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  own_right: ['accept-own-right'],
  lockouts: ['accept-lockouts'],
  escalation_unconfirmed: ['accept-escalation', 'accept escalation'],
  role_in_use: ['move-to ROLE'],
}

/** The same error, with the flags that the task has for it. */
export const withFlags = (error: unknown, { flags }: Verb): unknown => {
  if (!(error instanceof Refused)) return error
  const words = error.code === 'lockout_unconfirmed' ? lockouts(error.message) : [error.code]
  const named = words
    .flatMap(word => (Object.hasOwn(MEANT, word) ? (MEANT[word] ?? []) : []))
    .filter(flag => Object.hasOwn(flags, flag.split(' ')[0] ?? ''))
  if (named.length === 0) return error
  const flagged = named.map(flag => `--${flag}`).join(' ')
  return new Unanswered(`${error.message}\n  If that is meant: ${flagged}`, { cause: error })
}

/** `own_right, lockouts: user:bob` */
const lockouts = (message: string): readonly string[] =>
  /: ((?:own_right|lockouts)(?:, (?:own_right|lockouts))?): /.exec(message)?.[1]?.split(', ') ?? []
