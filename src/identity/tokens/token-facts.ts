import { type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import { Scope } from '../../model/api-key.ts'
import { OrgRef, type Subject } from '../../model/id.ts'

/** The claims of an access token with a valid signature and form. It may have been revoked since. */
export interface TokenFacts {
  readonly jti: string
  readonly sub: string
  readonly org: z.output<typeof OrgRef>
  readonly subject: Subject
  readonly client: string
  /** Absent for a service's own token, which has the client's `era` instead. */
  readonly grant?: string
  readonly era?: number
  readonly scope: string
  /** The API's scopes among the token's. */
  readonly scopes: ReadonlySet<Scope>
  readonly audience: string
  /** Seconds since 1970. */
  readonly iat: number
  /** When the person signed in; absent in a service's own token. */
  readonly auth_time?: number
  readonly exp: number
  /** Thumbprint of the key that must sign the DPoP proof. */
  readonly jkt?: string
  /** Thumbprint of the certificate that the client must show. */
  readonly x5t?: string
}

const Thumbprint = z.string().min(1).max(128)

const Claims = z.object({
  jti: z.string().min(1).max(128),
  sub: z.string().min(1).max(1024),
  client_id: z.string().min(1).max(256),
  org: OrgRef,
  subject: z
    .string()
    .regex(/^(?:user|service):[A-Za-z0-9._~\-@%]{1,768}$/)
    .transform(text => text as Subject),
  grant: z.string().min(1).max(128).optional(),
  era: z.number().optional(),
  scope: z.string().max(2048).default(''),
  aud: z.string(),
  iat: z.number(),
  auth_time: z.number().optional(),
  exp: z.number(),
  cnf: z.strictObject({ jkt: Thumbprint.optional(), 'x5t#S256': Thumbprint.optional() }).optional(),
})

/** Allowed clock difference between replicas, in seconds. */
const SKEW = 5

interface Reading {
  readonly keys: JWTVerifyGetKey
  readonly issuer: string
  readonly audience?: string
  /** Also one that has expired: to say to whom it was issued, never to let anybody in. */
  readonly ended?: boolean
}

/**
 * Reads a token that this service issued for `audience`: RFC 9068's `at+jwt`, RS256, our issuer. ID tokens, tokens for
 * others, other algorithms and anything else are undefined.
 */
export const readToken = async (
  text: string,
  { keys, issuer, audience, ended }: Reading,
): Promise<TokenFacts | undefined> => {
  const verified = await jwtVerify(text, keys, {
    issuer,
    ...(audience === undefined ? {} : { audience }),
    typ: 'at+jwt',
    algorithms: ['RS256'],
    requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id'],
    clockTolerance: SKEW,
    ...(ended ? { currentDate: new Date(0) } : {}),
  }).catch(() => undefined)
  const claims = Claims.safeParse(verified?.payload)
  if (!claims.success) return undefined
  const { client_id, aud, cnf, grant, era, auth_time, ...rest } = claims.data
  return {
    ...rest,
    client: client_id,
    audience: aud,
    scopes: new Set(Scope.options.filter(scope => rest.scope.split(' ').includes(scope))),
    ...(grant === undefined ? {} : { grant }),
    ...(era === undefined ? {} : { era }),
    ...(auth_time === undefined ? {} : { auth_time }),
    ...(cnf?.jkt === undefined ? {} : { jkt: cnf.jkt }),
    ...(cnf?.['x5t#S256'] === undefined ? {} : { x5t: cnf['x5t#S256'] }),
  }
}
