/** What verifies access tokens where nothing is issued: public keys, and the sign-ins that tokens come from. */
import type { RulesView } from '../change/rules-view.ts'
import type { ChangeRecord } from '../model/change.ts'
import type { OrgId, Subject } from '../model/id.ts'
import { createApplicationSession } from './application-session.ts'
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
  readonly brand: Pick<RoomParts['brand'], 'name'>
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
  const known = {
    ...parts,
    active: async (org: OrgId, subject: Subject) => (await view(org))?.roleOf(subject) !== undefined,
    issuer: issuerOf(publicUrl),
    keys: published.keys,
    now: Date.now,
  }
  const session = createApplicationSession(known)
  const tokens = createTokens({
    ...known,
    client: createKnownClients(records, createPlatformClients(parts), parts),
    audience: publicUrl.origin,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now: Date.now }),
  })
  return {
    verify: tokens.verify,
    verifySession: session.verify,
    follow: (change: ChangeRecord): void => {
      tokens.follow(change)
      session.follow(change)
    },
    forget: (): void => {
      tokens.forget()
      session.forget()
    },
    close: published.close,
  }
}
