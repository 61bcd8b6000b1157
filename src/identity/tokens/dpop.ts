import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'
import { z } from 'zod'
import type { OidcStore } from '../../ports/oidc-store.ts'

/** What came with a token that is bound to a key (RFC 9449). */
export interface Proof {
  /** The `DPoP` header. */
  readonly jwt: string
  readonly method: string
  /** Path of the request, without its query. */
  readonly path: string
  /** Whether another process of the service has used it for this request, and handed the request on. */
  readonly used: boolean
}

const WINDOW_SECONDS = 60

const Claims = z.object({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string().max(2048),
  iat: z.number(),
  ath: z.string(),
})

export interface DpopParts {
  readonly oidc: OidcStore
  /** The origin that this service is reached under: what `htu` must begin with. */
  readonly origin: string
  now(): number
}

/** Whether the proof is for this very request and token, signed by the key of thumbprint `jkt`, and was never used. */
export const createProofCheck =
  ({ oidc, origin, now }: DpopParts) =>
  async (proof: Proof, token: string, jkt: string): Promise<boolean> => {
    const verified = await jwtVerify(proof.jwt, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'],
    }).catch(() => undefined)
    const claims = Claims.safeParse(verified?.payload)
    const { jwk } = verified?.protectedHeader ?? {}
    if (!claims.success || !jwk) return false
    const { jti, htm, htu, iat, ath } = claims.data
    const fits =
      htm === proof.method &&
      sameTarget(htu, origin + proof.path) &&
      Math.abs(now() / 1000 - iat) <= WINDOW_SECONDS &&
      ath === createHash('sha256').update(token).digest('base64url') &&
      (await calculateJwkThumbprint(jwk)) === jkt
    if (!fits || proof.used) return fits
    const id = createHash('sha256')
      .update(JSON.stringify(['api', jkt, jti]))
      .digest('base64url')
    return (await oidc.count('ReplayDetection', id, new Date(now() + 3 * WINDOW_SECONDS * 1000))) === 1
  }

const sameTarget = (htu: string, expected: string): boolean => {
  if (!URL.canParse(htu)) return false
  const { origin, pathname } = new URL(htu)
  return origin + pathname === new URL(expected).href
}
