/** What node-saml and our own checks throw, as refusals with a stable code. */
import type { SignInRefusal } from '../../src/model/refusals.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { SignatureRefused } from './screen.ts'
import { XmlRefused } from './xml.ts'

/** node-saml tells its checks apart by message only. */
const BY_MESSAGE: readonly (readonly [RegExp, SignInRefusal, string])[] = [
  [
    /signature|signed/i,
    'answer_signature',
    'Its signature was not made with a key of the identity provider.',
  ],
  [/audience/i, 'answer_audience', 'It was made for another service.'],
  [
    /expired|not yet valid|too old/i,
    'answer_expired',
    'Its times are not around now: compare the clocks of the identity provider and of this service.',
  ],
  [/InResponseTo/i, 'answer_unexpected', 'It answers another request.'],
  [/subject confirmation/i, 'answer_expired', 'It may not be presented now.'],
]

export const refusalOf = (error: unknown): SignInRefused => {
  if (error instanceof SignInRefused) return error
  if (error instanceof SignatureRefused)
    return new SignInRefused('answer_signature', `The answer was not accepted: ${error.message}.`, error)
  if (error instanceof XmlRefused)
    return new SignInRefused('answer_invalid', `The answer was not accepted: ${error.message}.`, error)
  const message = error instanceof Error ? error.message : ''
  const [, code, detail] = BY_MESSAGE.find(([pattern]) => pattern.test(message)) ?? []
  return new SignInRefused(code ?? 'answer_invalid', detail ?? 'The answer was not understood.', error)
}
