/**
 * Access tokens of the embedded provider as credentials of our own routes. Verification is local: a signature, and what was
 * looked up once and is remembered until a change of the organisation touches sign-ins or clients. A token holds while its grant
 * does: ending a session, a person's sign-ins or a client deletes the grants in one change of the organisation, and so
 * ends tokens that nobody stored. Does not own: issuing, or what the caller may do.
 */
import type { JWTVerifyGetKey } from 'jose'
import { credentialRefused } from '../../audit/credential-refused.ts'
import type { Caller } from '../../model/caller.ts'
import { type AnyClient, COMMAND_LINE_ID, KEYS_SCOPE, originsOf } from '../../model/client.ts'
import type { OidcStore } from '../../ports/oidc-store.ts'
import { certificateIn, thumbprintOf } from '../client-certificate.ts'
import type { RoomParts } from '../parts.ts'
import type { Proof } from './dpop.ts'
import { createTokenCache, type GoodToken } from './token-cache.ts'
import { readToken, type TokenFacts } from './token-facts.ts'

const MAX_LENGTH = 8_192
const SHAPE = /^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

/** What comes with a token, beside the request itself. */
export interface Presented {
  /** Of `Authorization: DPoP`. A token that is bound to a key needs one, and any other must come without. */
  readonly proof?: Proof
  /** The header in which a trusted proxy passed the client's certificate on. A token that is bound to one needs it. */
  readonly certificate?: string
}

export interface TokensParts extends Pick<RoomParts, 'oidc' | 'active' | 'within' | 'trusted' | 'trail'> {
  client(id: string): Promise<AnyClient | undefined>
  readonly issuer: string
  /** The API's own audience. */
  readonly audience: string
  /** The published keys as they are now. */
  readonly keys: JWTVerifyGetKey
  proves(proof: Proof, token: string, jkt: string): Promise<boolean>
  now(): number
}

export const createTokens = (parts: TokensParts) => {
  const { active } = parts
  const cache = createTokenCache(parts.trusted, text => lookUp(parts, text, parts.audience))

  /**
   * The caller that presents the token from `address`; undefined if it is not one of our tokens for this API, or has ended.
   * @param presented what it may be bound to
   */
  const verify = async (
    text: string,
    address: string,
    presented: Presented = {},
  ): Promise<Caller | undefined> => {
    const found = looksRight(text) ? await cache.find(text) : undefined
    // That tokens expire, and end with a sign-in, is how applications live with them.
    if (!found || found.facts.exp * 1000 <= parts.now()) return undefined
    const { facts, networks, origins } = found
    const why = await reasonAgainst(parts, found, { text, address, presented })
    if (why !== undefined)
      return credentialRefused(parts.trail, { ...facts, credential: facts.jti, address, why })
    const { org, subject, scopes, jti, exp } = facts
    return {
      kind: 'account',
      org,
      subject,
      scopes,
      via: 'token',
      credential: jti,
      expires_at: new Date(exp * 1000),
      ...keysUntil(facts, parts.now()),
      ...(networks ? { networks } : {}),
      ...(origins ? { origins } : {}),
    }
  }

  /** The claims of a valid access token for any audience: for introspection. */
  const inspect = async (text: string): Promise<TokenFacts | undefined> => {
    const found = looksRight(text) ? await lookUp(parts, text) : undefined
    return found && (await active(found.facts.org, found.facts.subject)) ? found.facts : undefined
  }

  /** Where the pages of the application are to which the token was issued, although it is not good any more. */
  const pagesOf = async (text: string): Promise<readonly string[]> => {
    const facts = looksRight(text) ? await readToken(text, { ...parts, ended: true }) : undefined
    const client = facts && (await parts.client(facts.client))
    return client?.kind === 'public' ? originsOf(client) : []
  }

  return { verify, pagesOf, inspect, follow: cache.follow, forget: cache.forget }
}

/** How long after signing in somebody may make keys that outlive their token, and how long such a key lives at most. */
const FRESH_MS = 15 * 60 * 1000
const KEY_LIFE_MS = 365 * 24 * 60 * 60 * 1000

/** A token of the command line that was asked for to make keys, of somebody who signed in a moment ago, and not only refreshed. */
const keysUntil = ({ client, scope, auth_time }: TokenFacts, now: number): { readonly keys_until?: Date } =>
  client === COMMAND_LINE_ID &&
  auth_time !== undefined &&
  now - auth_time * 1000 <= FRESH_MS &&
  scope.split(' ').includes(KEYS_SCOPE)
    ? { keys_until: new Date(now + KEY_LIFE_MS) }
    : {}

const looksRight = (text: string): boolean => text.length <= MAX_LENGTH && SHAPE.test(text)

/** Checks the token against the store. Uses no cache. */
const lookUp = async (
  parts: TokensParts,
  text: string,
  audience?: string,
): Promise<GoodToken | undefined> => {
  const { oidc, keys, issuer } = parts
  const facts = await readToken(text, { keys, issuer, ...(audience ? { audience } : {}) })
  if (!facts) return undefined
  const [client, denied, granted] = await Promise.all([
    parts.client(facts.client),
    oidc.find('Denial', facts.jti),
    grantHolds(oidc, facts),
  ])
  if (!client || (client.org ?? facts.org) !== facts.org || denied || !granted) return undefined
  if (facts.grant === undefined && !isOwn(client, facts)) return undefined
  return {
    facts,
    ...(client.networks ? { networks: client.networks } : {}),
    ...(client.kind === 'public' ? { origins: originsOf(client) } : {}),
  }
}

interface Shown {
  readonly text: string
  readonly address: string
  readonly presented: Presented
}

/** Why a good token is not taken here, for the trail. */
const reasonAgainst = async (
  parts: TokensParts,
  { facts, networks }: GoodToken,
  { text, address, presented }: Shown,
): Promise<string | undefined> => {
  if (networks && !parts.within(address, networks)) return 'the token is not for this address'
  if (!(await parts.active(facts.org, facts.subject))) return 'its account holds no role'
  return (await bound(parts, text, facts, presented)) ? undefined : 'it was shown without what it is bound to'
}

/** A service's own token: for the account it acts as, and issued since its client's tokens were last ended. */
const isOwn = (client: AnyClient, { subject, era }: TokenFacts): boolean =>
  client.subject === subject && client.era === era

const grantHolds = async (oidc: OidcStore, { grant, sub, client }: TokenFacts): Promise<boolean> => {
  if (grant === undefined) return true
  const record = await oidc.find('Grant', grant)
  return record?.account === sub && record.client === client
}

const bound = async (
  { proves }: TokensParts,
  text: string,
  { jkt, x5t }: TokenFacts,
  { proof, certificate }: Presented,
): Promise<boolean> => {
  if (x5t !== undefined && !hasThumbprint(certificate, x5t)) return false
  return jkt === undefined || proof === undefined
    ? jkt === undefined && proof === undefined
    : proves(proof, text, jkt)
}

const hasThumbprint = (text: string | undefined, x5t: string): boolean => {
  const certificate = text === undefined ? undefined : certificateIn(text)
  return certificate !== undefined && thumbprintOf(certificate) === x5t
}
