/** What verifies access tokens where nothing is issued: public keys, and the sign-ins that tokens come from. */
import { createKnownClients } from './clients/known-clients.ts'
import { createPlatformClients } from './clients/platform-clients.ts'
import { followPublicKeys } from './keys/public-keys.ts'
import { issuerOf } from './mount/paths.ts'
import type { RoomParts } from './parts.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createTokens } from './tokens/tokens.ts'

export interface VerifyingParts
  extends Pick<
    RoomParts,
    | 'publicUrl'
    | 'brand'
    | 'oidc'
    | 'secrets'
    | 'records'
    | 'commit'
    | 'trusted'
    | 'within'
    | 'view'
    | 'failed'
  > {}

export const startVerifying = async (parts: VerifyingParts) => {
  const { oidc, records, publicUrl, view } = parts
  const published = await followPublicKeys(parts)
  const tokens = createTokens({
    ...parts,
    active: async (org, subject) => (await view(org))?.roleOf(subject) !== undefined,
    client: createKnownClients(records, createPlatformClients(parts), parts),
    issuer: issuerOf(publicUrl),
    audience: publicUrl.origin,
    keys: published.keys,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now: Date.now }),
    now: Date.now,
  })
  return { verify: tokens.verify, follow: tokens.follow, forget: tokens.forget, close: published.close }
}
