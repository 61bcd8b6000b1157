/** What verifies access tokens where nothing is issued: public keys, and the sign-ins that tokens come from. */
import type { RulesView } from '../change/rules-view.ts'
import type { OrgId } from '../model/id.ts'
import { createKnownClients } from './clients/known-clients.ts'
import { createPlatformClients } from './clients/platform-clients.ts'
import { followPublicKeys } from './keys/public-keys.ts'
import { issuerOf } from './mount/paths.ts'
import type { RoomParts } from './parts.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createTokens, type TokensParts } from './tokens/tokens.ts'

export interface VerifyingParts
  extends Omit<TokensParts, 'active' | 'client' | 'issuer' | 'audience' | 'keys' | 'proves' | 'now'> {
  readonly publicUrl: URL
  readonly brand: RoomParts['brand']
  readonly secrets: RoomParts['secrets']
  readonly records: RoomParts['records']
  readonly commit: RoomParts['commit']
  failed(error: unknown): void
  /** The organisation's newest rules; undefined when it does not exist (any more). */
  view(org: OrgId): RulesView | undefined | Promise<RulesView | undefined>
}

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
