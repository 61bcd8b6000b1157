/** Checks a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6). */
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import type { OidcSettings } from '../../src/model/idp.ts'
import type { LogoutStatement } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Documents } from './documents.ts'
import { keySetOf, keysFor } from './keys.ts'
import type { Metadata } from './metadata.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** How old a token without `exp` may be, in seconds. */
const LIFE = 600

interface Known {
  readonly metadata: Metadata
  readonly documents: Documents
  readonly now: () => number
}

/**
 * Reads which sign-ins an IdP says are over. A token without `typ` is accepted: the standard only recommends one.
 * @throws SignInRefused
 */
export const readLogoutToken = async (
  token: string,
  settings: OidcSettings,
  { metadata, documents, now }: Known,
): Promise<LogoutStatement> => {
  const keys = await keysFor(documents, metadata.jwks_uri, token)
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keySetOf(keys)), {
    algorithms: [...settings.algorithms],
    issuer: settings.issuer,
    audience: settings.client_id,
    clockTolerance: settings.clock_skew,
    currentDate: new Date(now()),
    requiredClaims: ['iat', 'jti'],
  }).catch((error: unknown) => {
    throw refusal(error)
  })
  const typ = protectedHeader.typ?.toLowerCase().replace(/^application\//, '')
  if (typ !== undefined && typ !== 'logout+jwt' && typ !== 'jwt')
    throw new SignInRefused('answer_invalid', 'The token is not a logout token.')
  return statement(payload, { now: now() / 1000, skew: settings.clock_skew })
}

const statement = (payload: JWTPayload, at: { now: number; skew: number }): LogoutStatement => {
  const { sub, sid, jti, iat = 0, exp, nonce, events } = payload
  const event = typeof events === 'object' && events !== null ? Reflect.get(events, EVENT) : undefined
  if (typeof event !== 'object' || event === null)
    throw new SignInRefused('answer_invalid', 'The token states no logout event.')
  if (nonce !== undefined) throw new SignInRefused('answer_invalid', 'A logout token has no nonce.')
  if (iat > at.now + at.skew)
    throw new SignInRefused('answer_expired', 'The logout token is from the future.')
  if (exp === undefined && iat + LIFE < at.now - at.skew)
    throw new SignInRefused('answer_expired', 'The logout token is too old.')
  if (typeof sub !== 'string' && typeof sid !== 'string')
    throw new SignInRefused('answer_subject', 'The logout token names neither a subject nor a session.')
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > 512)
    throw new SignInRefused('answer_invalid', 'The logout token has no usable id.')
  return {
    ...(typeof sub === 'string' ? { subject: sub } : {}),
    ...(typeof sid === 'string' ? { sid } : {}),
    once: { id: jti, until: new Date(((exp ?? iat + LIFE) + 600) * 1000) },
  }
}

const refusal = (error: unknown): SignInRefused => {
  if (error instanceof errors.JWTExpired)
    return new SignInRefused('answer_expired', 'The logout token has expired.', error)
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'iss'
      ? new SignInRefused('answer_issuer', 'The logout token names another issuer.', error)
      : error.claim === 'aud'
        ? new SignInRefused('answer_audience', 'The logout token was issued to another client.', error)
        : new SignInRefused('answer_invalid', `The logout token's ${error.claim} is not acceptable.`, error)
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed
  )
    return new SignInRefused('answer_signature', 'The logout token is not signed with a known key.', error)
  return new SignInRefused('answer_invalid', 'The logout token is not one.', error)
}
