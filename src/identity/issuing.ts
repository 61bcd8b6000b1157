/**
 * What issues and verifies: the key ring, the provider with its pages, access tokens. It brings the library along, so it is loaded
 * when it is first used (identity.ts).
 */
import type { AnyClient } from '../model/client.ts'
import { createApplicationSession, type NewSession, signSession } from './application-session.ts'
import { followRing } from './keys/follow-ring.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { noteSignIn } from './login/audit-line.ts'
import { createLogin } from './login/login.ts'
import { createSignedIn } from './login/own-pages.ts'
import { createSeenOrganisations } from './login/seen-organisations.ts'
import { createMount } from './mount/mount.ts'
import { issuerOf } from './mount/paths.ts'
import type { RoomParts } from './parts.ts'
import { buildProvider } from './provider/live-provider.ts'
import type { SessionEnds } from './session-ends.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createTokens } from './tokens/tokens.ts'

export interface IssuingParts extends RoomParts {
  readonly ends: SessionEnds
  client(id: string): Promise<AnyClient | undefined>
}

export type Issuing = Awaited<ReturnType<typeof startIssuing>>

/** Starts the provider: its keys are made when there are none. */
export const startIssuing = async (parts: IssuingParts) => {
  const { oidc, failed, publicUrl, idpSignIn, keyTimes } = parts
  const ring = createKeyRing({ ...parts, now: Date.now, ...keyTimes })
  const live = await followRing({ ring, failed, everyMs: keyTimes?.everyMs })
  const issuer = issuerOf(publicUrl)
  const tokens = createTokens({
    ...parts,
    issuer,
    audience: publicUrl.origin,
    keys: live.keys,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now: Date.now }),
    now: Date.now,
  })
  const signOut = idpSignIn.signOut?.bind(idpSignIn)
  const built = buildProvider({ ...parts, signOut, inspect: tokens.inspect }, live.view())
  live.onChange(built.rebuild)
  return {
    handle: createMount({ ...parts, callback: built.callback }),
    login: createLogin({ ...parts, noted: noteSignIn(parts.audit), provider: built.provider }),
    signedIn: createSignedIn({ ...parts, provider: built.provider }),
    seenOrganisations: createSeenOrganisations({ publicUrl, secrets: () => live.view().cookies }),
    tokens,
    session: createApplicationSession({ ...parts, issuer, keys: live.keys, now: Date.now }),
    signSession: (session: NewSession): Promise<string> => {
      const [key] = live.view().keys
      if (!key) throw new RangeError('a key ring always has a key')
      return signSession(key, issuer, session)
    },
    /** Sends logout tokens to the applications of a session that has ended. */
    tell: built.tell,
    rotateKeys: async () => {
      const begun = await ring.rotate()
      await live.look()
      return begun
    },
    close: live.close,
  }
}
