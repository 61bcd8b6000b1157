/**
 * The session of a person at an application behind a proxy, as a cookie of the application's host. It is signed like our access tokens,
 * so that a process which only decides can verify it, and of a type of its own, so that nothing else takes it for one. It names the host and
 * the session at our provider that it came from, and holds as long as that one does. Nothing of it is stored.
 */
import { importJWK, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Caller } from '../model/caller.ts'
import { OrgRef } from '../model/id.ts'
import { parseAccountId } from '../model/identity.ts'
import type { SigningKey } from './keys/ring-record.ts'
import { createTokenCache } from './tokens/token-cache.ts'
import type { TokensParts } from './tokens/tokens.ts'

const TYPE = 'kasbah-session+jwt'
const LIFE = '12h'
/** How long a session is answered from memory. What ends it by a change is heard of at once. */
const REMEMBERED_MS = 5_000
/** The longest text that is looked at. */
const MAX_LENGTH = 4_096

const Claims = z.object({
  org: OrgRef,
  /** The host of the application. */
  aud: z.string(),
  sub: z.string(),
  /** The session at our provider. */
  sid: z.string(),
  exp: z.number(),
})

export interface NewSession extends Pick<z.infer<typeof Claims>, 'org' | 'sid' | 'sub'> {
  readonly host: string
}

/** The cookie's text. */
export const signSession = async (
  { kid, jwk }: SigningKey,
  issuer: string,
  { host, ...claims }: NewSession,
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: TYPE, kid })
    .setIssuer(issuer)
    .setAudience(host)
    .setIssuedAt()
    .setExpirationTime(LIFE)
    .sign(await importJWK(jwk, 'RS256'))

type Parts = Pick<TokensParts, 'oidc' | 'active' | 'trusted' | 'keys' | 'issuer' | 'now'>

export const createApplicationSession = ({ oidc, active, trusted, keys, issuer, now }: Parts) => {
  /** The session at our provider that it came from is still there. */
  const lookUp = async (text: string) => {
    const verified = await jwtVerify(text, keys, { issuer, typ: TYPE, algorithms: ['RS256'] }).catch(
      () => undefined,
    )
    const { data: facts } = Claims.safeParse(verified?.payload)
    const found = facts && (await oidc.findBy('Session', 'uid', facts.sid))
    return facts && found?.account === facts.sub ? { facts } : undefined
  }
  const cache = createTokenCache(trusted, lookUp, REMEMBERED_MS)

  return {
    /** The person whose session this is on that host. */
    verify: async (text: string, host: string): Promise<Account | undefined> => {
      const facts = text.length > MAX_LENGTH ? undefined : (await cache.find(text))?.facts
      if (!facts || facts.aud !== host || facts.exp * 1000 <= now()) return undefined
      const place = parseAccountId(facts.sub)
      if (!place || place.org !== facts.org || !(await active(place.org, place.subject))) return undefined
      return { kind: 'account', ...place, scopes: new Set(), via: 'token', credential: facts.sid }
    },
    follow: cache.follow,
    forget: cache.forget,
  }
}

type Account = Extract<Caller, { kind: 'account' }>
