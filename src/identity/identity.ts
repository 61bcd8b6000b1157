/**
 * Who someone is: the embedded OpenID provider with its pages, clients, keys and tokens. Owns: `/oidc/*`, the pages of a sign-in, and
 * whether a token is good. Does not own: who exists (directory), what they may do (engine), or how an organisation's own
 * identity provider is asked (the bridge, behind the IdpSignIn port).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OidcStore } from '../ports/oidc-store.ts'
import { createClients } from './clients/clients.ts'
import { createKnownClients } from './clients/known-clients.ts'
import { createPlatformClients } from './clients/platform-clients.ts'
import { followRing } from './keys/follow-ring.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { noteSignIn } from './login/audit-line.ts'
import { createLogin } from './login/login.ts'
import { createMount } from './mount/mount.ts'
import { type IdentityParts, roomParts } from './parts.ts'
import { buildProvider } from './provider/live-provider.ts'
import { issuerOf } from './provider/provider.ts'
import { createSessionEnds } from './session-ends.ts'
import { listSessions } from './sessions.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createTokens } from './tokens/tokens.ts'

export type IdentityRoom = Awaited<ReturnType<typeof createIdentity>>

/** Starts the provider: its keys are made when there are none. */
export const createIdentity = async (parts: IdentityParts) => {
  const room = roomParts(parts)
  const { oidc, failed, publicUrl, idpSignIn, keyTimes } = room
  const ring = createKeyRing({ ...room, now: Date.now, ...keyTimes })
  const live = await followRing({ ring, failed, everyMs: keyTimes?.everyMs })
  const platformClients = createPlatformClients(room)
  const client = createKnownClients(room.records, platformClients)
  const tokens = createTokens({
    ...room,
    client,
    issuer: issuerOf(publicUrl),
    audience: publicUrl.origin,
    keys: live.keys,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now: Date.now }),
    now: Date.now,
  })
  const ends = createSessionEnds(room)
  const signOut = idpSignIn.signOut?.bind(idpSignIn)
  const built = buildProvider({ ...room, ends, client, signOut, inspect: tokens.inspect }, live.view())
  live.onChange(built.rebuild)
  room.door.onSessionEnd(built.tell)
  const login = createLogin({ ...room, noted: noteSignIn(room.audit), provider: built.provider })
  const mount = createMount({ ...room, callback: built.callback })
  const sweeping = sweepExpired(oidc, failed)

  return {
    /** Answers requests for `/oidc` and the provider's metadata. @throws Problem not_found, wrong_host, rate_limited */
    handle: (req: IncomingMessage, res: ServerResponse): Promise<void> => mount(req, res),
    login,
    verify: tokens.verify,
    follow: tokens.follow,
    forget: tokens.forget,
    clients: createClients(room),
    platformClients,
    sessions: { list: listSessions(oidc), end: ends.own, endAll: ends.everywhere },
    /** Begins a rotation of the signing key; see the key ring for how it goes on. */
    rotateKeys: async () => {
      const begun = await ring.rotate()
      await live.look()
      return begun
    },
    close: () => {
      sweeping.close()
      live.close()
    },
  }
}

/** Deletes expired records. Reads never return them anyway; this keeps the store small. */
const sweepExpired = (oidc: OidcStore, failed: (error: unknown) => void) => {
  const sweep = async (): Promise<void> => {
    while ((await oidc.prune(new Date(Date.now() - HOUR_MS), SWEPT)) === SWEPT);
  }
  const timer = setInterval(() => void sweep().catch(failed), 10 * 60_000).unref()
  return { close: () => clearInterval(timer) }
}

const HOUR_MS = 3_600_000
const SWEPT = 1_000
