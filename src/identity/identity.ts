/**
 * Who someone is: the embedded OpenID provider with its pages, clients, keys and tokens. Owns: `/oidc/*`, the pages of a sign-in, and
 * whether a token is good. Does not own: who exists (directory), what they may do (engine), or how an organisation's own
 * identity provider is asked (the bridge, behind the IdpSignIn port).
 *
 * Clients and sessions are records and always here. What issues and verifies (issuing.ts) is loaded at the start of a service that has
 * signing keys, because it was used before, and otherwise when it is first used.
 */
import type { OidcStore } from '../ports/oidc-store.ts'
import { createApplicationSignIns } from './application-sign-ins.ts'
import { createClients } from './clients/clients.ts'
import { createKnownClients } from './clients/known-clients.ts'
import { createPlatformClients } from './clients/platform-clients.ts'
import { type FirstUse, onFirstUse } from './first-use.ts'
import type { Issuing } from './issuing.ts'
import { KEY_RING } from './keys/ring-record.ts'
import { createSignInAddress, type SignedIn } from './login/own-pages.ts'
import { type IdentityParts, type RoomParts, roomParts } from './parts.ts'
import { checkSeal, renewSeal } from './seal-check.ts'
import { createSessionEnds } from './session-ends.ts'
import { listSessions } from './sessions.ts'

export type IdentityRoom = Awaited<ReturnType<typeof createIdentity>>
export type Login = IdentityRoom['login']
export type OwnPages = IdentityRoom['ownPages']

/** Opens the room. @throws SealBroken when the store was sealed under another key */
export const createIdentity = async (parts: IdentityParts) => {
  const room = roomParts(parts)
  const { oidc, failed } = room
  const platformClients = createPlatformClients(room)
  const client = createKnownClients(room.records, platformClients, room)
  const ends = createSessionEnds(room)
  const issuing = onFirstUse(async () => {
    const { startIssuing } = await import('./issuing.ts')
    return startIssuing({ ...room, ends, client })
  })
  if (await room.secrets.find(KEY_RING)) await issuing.use()
  await checkSeal(room)
  room.door.onSessionEnd(session => void issuing.use().then(({ tell }) => tell(session), failed))
  const sweeping = sweepExpired(oidc, failed)

  return {
    ...whenUsed(issuing, room),
    /** Sign-ins of browsers at applications behind a proxy. */
    applications: createApplicationSignIns({
      ...room,
      signed: async session => (await issuing.use()).signSession(session),
    }),
    /** What a client is called; its id where it is gone. */
    clientName: async (id: string) => (await client(id))?.name ?? id,
    clients: createClients(room),
    platformClients,
    sessions: { list: listSessions(oidc), end: ends.own, endAll: ends.everywhere },
    close: () => {
      sweeping.close()
      void issuing.begun()?.then(
        ({ close }) => close(),
        () => undefined,
      )
    },
  }
}

/** What issues and verifies, loaded when one of these is first called. */
const whenUsed = (issuing: FirstUse<Issuing>, room: RoomParts) => {
  const step =
    (name: keyof Issuing['login']): Issuing['login'][typeof name] =>
    async call =>
      (await issuing.use()).login[name](call)
  const handle: Issuing['handle'] = async (req, res) => (await issuing.use()).handle(req, res)
  const verify: Issuing['tokens']['verify'] = async (...presented) =>
    (issuing.loaded() ?? (await issuing.use())).tokens.verify(...presented)
  const pagesOf: Issuing['tokens']['pagesOf'] = async text => (await issuing.use()).tokens.pagesOf(text)
  // Tokens that were never verified here are remembered nowhere.
  const follow: Issuing['tokens']['follow'] = change => {
    issuing.loaded()?.tokens.follow(change)
    issuing.loaded()?.session.follow(change)
  }
  const verifySession: Issuing['session']['verify'] = async (...presented) =>
    (issuing.loaded() ?? (await issuing.use())).session.verify(...presented)
  return {
    /** Answers requests for `/oidc` and the provider's metadata. @throws Problem not_found, wrong_host, rate_limited */
    handle,
    login: {
      begin: step('begin'),
      choose: step('choose'),
      finish: step('finish'),
      consent: step('consent'),
      another: step('another'),
      /** Answers an error with a page. It needs no keys: the store may be what failed. */
      refuse: async (
        call: Parameters<typeof import('./login/refusal-page.ts')['refuse']>[1],
        error: unknown,
      ) => {
        const { refuse } = await import('./login/refusal-page.ts')
        refuse(room, call, error)
      },
    },
    ownPages: {
      signedIn: async (...request: Parameters<SignedIn>) => (await issuing.use()).signedIn(...request),
      signInAddress: createSignInAddress(room.publicUrl),
      /** The other organisations that this browser has shown an account of; this one is among them from now on. */
      seenOrganisations: async (...seen: Parameters<Issuing['seenOrganisations']>) =>
        (await issuing.use()).seenOrganisations(...seen),
    },
    verify,
    pagesOf,
    /** The person behind a session at an application. */
    verifySession,
    follow,
    forget: () => {
      issuing.loaded()?.tokens.forget()
      issuing.loaded()?.session.forget()
    },
    /** Begins a rotation of the signing key; see the key ring for how it goes on. */
    rotateKeys: async () => {
      const begun = await (await issuing.use()).rotateKeys()
      await renewSeal(room)
      return begun
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
