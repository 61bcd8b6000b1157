/**
 * Access tokens of end users, verified here with the issuer's published keys. A token is good until it expires (an hour), also
 * after its person signed out; what the person may do is asked of Kasbah each time, and ends at once.
 */
import { createKeys, isSigned, type KeysOptions } from './keys.ts'

export interface VerifierOptions extends KeysOptions {
  /** This application's own audience: a token that was issued for another one is refused. */
  readonly audience: string
  /** By how much clocks may differ, in seconds. 5 when absent, 60 at most. */
  readonly clockToleranceSeconds?: number
}

/** The account that a token was issued to. */
export interface Verified {
  readonly org: string
  /** `user:ann` or `service:etl`. */
  readonly subject: string
  readonly scopes: readonly string[]
  /** The application that the token was issued to. */
  readonly client: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

/** Answers undefined for a token that is not good. Rejects only when the issuer's keys cannot be read. */
export type Verify = (token: string) => Promise<Verified | undefined>

const LONGEST = 8_192
const SHAPE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/** @throws TypeError for options that cannot be */
export const createVerifier = (options: VerifierOptions): Verify => {
  const { issuer, audience, clockToleranceSeconds: skew = 5 } = options
  if (!/^https?:$/.test(new URL(issuer).protocol) || audience === '' || !(skew >= 0 && skew <= 60))
    throw new TypeError('a verifier needs an issuer, an audience, and a tolerance of 60 seconds at most')
  const keys = createKeys(options)
  return async token => {
    if (token.length > LONGEST || !SHAPE.test(token)) return undefined
    const [head = '', body = '', signature = ''] = token.split('.')
    const kid = kidOf(json(head))
    const key = kid === undefined ? undefined : await keys.find(kid)
    const signed = bytes(signature)
    if (!key || !signed || !(await isSigned(key, signed, new TextEncoder().encode(`${head}.${body}`))))
      return undefined
    return verified(json(body), { issuer, audience, skew })
  }
}

type Json = Readonly<Record<string, unknown>>

/**
 * The token does not choose how it is verified: RS256 is all there is, and only for access tokens (RFC 9068), never for ID tokens
 * or logout tokens of the same issuer. An extension that must be understood is not.
 */
const kidOf = (header: Json | undefined): string | undefined => {
  const { alg, typ, kid, crit, b64 } = header ?? {}
  const isAccessToken = typeof typ === 'string' && /^(?:application\/)?at\+jwt$/i.test(typ)
  const isPlain = crit === undefined && b64 === undefined
  return alg === 'RS256' && isAccessToken && isPlain && typeof kid === 'string' ? kid : undefined
}

interface Expected {
  readonly issuer: string
  readonly audience: string
  readonly skew: number
}

const verified = (claims: Json | undefined, { issuer, audience, skew }: Expected): Verified | undefined => {
  const { iss, aud, exp, nbf, iat, org, subject, client_id, scope = '', cnf } = claims ?? {}
  const now = Date.now() / 1000
  const isOurs = iss === issuer && (Array.isArray(aud) ? aud.includes(audience) : aud === audience)
  const isTimely =
    isNumber(exp) &&
    exp > now - skew &&
    isNumber(iat) &&
    iat <= now + skew &&
    (nbf === undefined || (isNumber(nbf) && nbf <= now + skew))
  // A token that is bound to a key is worth nothing without the proof, which a guard does not see.
  if (!isOurs || !isTimely || cnf !== undefined || typeof client_id !== 'string') return undefined
  if (typeof org !== 'string' || typeof subject !== 'string' || typeof scope !== 'string') return undefined
  const decoded = decodedRef(subject)
  if (decoded === undefined) return undefined
  return {
    org,
    subject: decoded,
    scopes: scope.split(' ').filter(Boolean),
    client: client_id,
    expiresAt: exp,
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** Tokens have a subject with its id percent-encoded; calls of the API have it plain. */
const decodedRef = (subject: string): string | undefined => {
  const [, type, id] = /^(user|service):([A-Za-z0-9._~\-@%]{1,768})$/.exec(subject) ?? []
  if (type === undefined || id === undefined) return undefined
  try {
    return `${type}:${decodeURIComponent(id)}`
  } catch {
    return undefined
  }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))
  } catch {
    return undefined
  }
}

const json = (text: string): Json | undefined => {
  const read = bytes(text)
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(read))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
