/** What openid-client throws, in our own words and codes. What the IdP said goes to the log, not to the page. */
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import type { SignInRefusal } from '../../src/model/refusals.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import { OutboundFailed, type OutboundReason } from '../../src/ports/outbound.ts'
import { Unreadable } from './documents.ts'
import { IssuerDiffers } from './metadata.ts'

/** Any error of a sign-in as a refusal with a stable code. */
export const refusalOf = (error: unknown): SignInRefused => {
  const chain = causes(error)
  const refused = chain.find(one => one instanceof SignInRefused)
  if (refused) return refused
  const outbound = chain.find(one => one instanceof OutboundFailed)
  if (outbound) return unreachable(outbound)
  const unusable = chain.find(one => one instanceof IssuerDiffers || one instanceof Unreadable)
  if (unusable) return new SignInRefused('idp_misconfigured', sentence(unusable.message), error)
  if (error instanceof AuthorizationResponseError)
    return new SignInRefused('idp_refused', said(error.error, error.error_description), error)
  if (error instanceof ResponseBodyError)
    return /^(?:invalid_client|unauthorized_client)$/.test(error.error)
      ? new SignInRefused('client_refused', said(error.error, error.error_description), error)
      : new SignInRefused('idp_refused', said(error.error, error.error_description), error)
  const code = chain.map(codeOf).find(found => found !== undefined) ?? 'answer_invalid'
  return new SignInRefused(code, DETAILS[code] ?? 'The answer was not understood.', error)
}

const DETAILS: Partial<Record<SignInRefusal, string>> = {
  answer_signature:
    'Its signature is missing, wrong, or made with a key or an algorithm that is not accepted.',
  answer_issuer: 'It names another issuer than the settings.',
  answer_audience: 'It was issued to another client.',
  answer_nonce: 'Its nonce is not the one that was sent.',
  answer_subject: 'It does not state one subject.',
  answer_expired:
    'Its times are not around now: compare the clocks of the identity provider and of this service.',
  client_refused: 'The token endpoint did not accept our client.',
}

const causes = (error: unknown): unknown[] => {
  const found: unknown[] = []
  for (let one = error; one instanceof Error && found.length < 8; one = one.cause) found.push(one)
  return found
}

const UNAVAILABLE: Readonly<Record<OutboundReason, string>> = {
  address: 'One of its addresses may not be asked from here.',
  scheme: 'One of its addresses may not be asked from here.',
  unreachable: 'It did not answer, or answered with an error.',
  tls: 'No secure connection to it can be made: look at its certificate.',
  slow: 'It did not answer in time.',
  large: 'Its answer is too long.',
}

const unreachable = (failed: OutboundFailed): SignInRefused =>
  failed.reason === 'address' || failed.reason === 'scheme'
    ? new SignInRefused('idp_misconfigured', UNAVAILABLE[failed.reason], failed)
    : new SignInRefused('idp_unavailable', UNAVAILABLE[failed.reason], failed)

const BY_CLAIM: Readonly<Record<string, SignInRefusal>> = {
  iss: 'answer_issuer',
  aud: 'answer_audience',
  azp: 'answer_audience',
  nonce: 'answer_nonce',
  sub: 'answer_subject',
  exp: 'answer_expired',
  iat: 'answer_expired',
  nbf: 'answer_expired',
  auth_time: 'answer_stale',
}

const BY_CODE: Readonly<Record<string, SignInRefusal>> = {
  OAUTH_KEY_SELECTION_FAILED: 'answer_signature',
  OAUTH_UNSUPPORTED_OPERATION: 'answer_signature',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'answer_expired',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'answer_subject',
  OAUTH_WWW_AUTHENTICATE_CHALLENGE: 'client_refused',
  OAUTH_TIMEOUT: 'idp_unavailable',
}

/** openid-client tells its checks apart by a code, by the claim in the cause, and for what is missing only by the message. */
const codeOf = (error: unknown): SignInRefusal | undefined => {
  if (!(error instanceof Error)) return undefined
  const { code, cause } = error as Error & { code?: string }
  const claim = (cause as { claim?: unknown } | undefined)?.claim ?? /"(\w+)" \(/.exec(error.message)?.[1]
  if (typeof claim === 'string' && BY_CLAIM[claim]) return BY_CLAIM[claim]
  if (/signature|"alg"/.test(error.message)) return 'answer_signature'
  if (/"sub"/.test(error.message)) return 'answer_subject'
  if (error instanceof ClientError || code) return BY_CODE[code ?? '']
  return undefined
}

/** The IdP's own words, made harmless: short, printable, ours around them. */
const said = (error: string, description: string | undefined): string =>
  sentence(`It said: ${error}${description ? `, ${description}` : ''}`)

const sentence = (text: string): string =>
  `${text
    .replace(/[^\p{L}\p{N}\p{P}\p{Zs}\p{S}]/gu, ' ')
    .slice(0, 300)
    .trimEnd()
    .replace(/\.$/, '')}.`
