/**
 * Checks a SAML answer: its shape before any cryptography, its signatures by node-saml, and then what they cover, from the very
 * bytes that were signed.
 */
import { freshnessAsked, isFresh } from '../../src/model/freshness.ts'
import type { Memory, Statement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { readAssertion } from './assertion.ts'
import { pemOf } from './certificate.ts'
import { refusalOf } from './refusal.ts'
import { type OpenedResponse, openResponse, unopened } from './response.ts'
import { type SamlIdp, samlOf } from './saml.ts'
import { signersOf } from './signers.ts'

/** What is checked, as plain data. */
export interface AnswerToCheck {
  readonly idp: SamlIdp
  readonly memory: Memory
  /** The form that was posted. */
  readonly answer: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Checks an answer against everything that was remembered of its request. @throws SignInRefused */
export const checkAnswer = async (asked: AnswerToCheck): Promise<Statement> => {
  try {
    return await checked(asked)
  } catch (error) {
    throw refusalOf(error)
  }
}

const checked = async ({ idp, memory, answer, now }: AnswerToCheck): Promise<Statement> => {
  const requestId = String(memory.request)
  const opened = openResponse(new URLSearchParams(answer), idp, requestId)
  const verified = await verify(idp, requestId, opened).catch((error: unknown) => {
    throw opened.malleable ? unopened(error) : error
  })
  const statement = readAssertion(verified, {
    settings: idp.settings,
    entityId: idp.addresses.metadata,
    acs: idp.addresses.acs,
    requestId,
    now,
  })
  if (
    !isFresh(statement.auth_time, freshnessAsked(memory), { skew: idp.settings.clock_skew, now: now / 1000 })
  )
    throw new SignInRefused('answer_stale', 'The proof is older than was asked for.')
  return statement
}

const certificatesOf = ({ certificates }: SamlIdp['settings']): string[] =>
  certificates.map(pemOf).filter(pem => pem !== undefined)

/** The text of the assertion that a signature was verified over; never the text that came in. */
const verify = async (idp: SamlIdp, requestId: string, opened: OpenedResponse): Promise<string> => {
  const { signed, signatures, encoded } = opened
  // A signature that is there must be good, whether or not the settings demand it.
  const saml = samlOf(idp, requestId, {
    idpCert: signersOf(signatures, certificatesOf(idp.settings)),
    wantAuthnResponseSigned: signed.response,
    wantAssertionsSigned: signed.assertion,
  })
  const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: encoded })
  const xml = profile?.getAssertionXml?.()
  if (!xml) throw new SignInRefused('answer_invalid', 'There was no assertion.')
  return xml
}
