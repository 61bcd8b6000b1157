/**
 * Who someone is: the embedded OpenID provider with its pages, clients, keys and tokens. Owns: `/oidc/*`, the pages of a sign-in, and
 * whether a token is good. Does not own: who exists (directory), what they may do (engine), or how an organisation's own
 * identity provider is asked (the bridge, behind the IdpSignIn port).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Door } from '../change/door.ts'
import type { RulesView } from '../change/rules-view.ts'
import { type OrgId, OrgRef, type Subject } from '../model/id.ts'
import type { AuditStore } from '../ports/audit-store.ts'
import type { IdpSignIn } from '../ports/idp-sign-in.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import { createClients } from './clients/clients.ts'
import { createKnownClients } from './clients/known-clients.ts'
import { createPlatformClients } from './clients/platform-clients.ts'
import { followRing } from './keys/follow-ring.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { noteSignIn } from './login/audit-line.ts'
import { createLogin } from './login/login.ts'
import { createMount } from './mount/mount.ts'
import { buildProvider } from './provider/live-provider.ts'
import { issuerOf } from './provider/provider.ts'
import type { Sealer } from './sealer.ts'
import { createSessionEnds } from './session-ends.ts'
import { listSessions } from './sessions.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createTokens } from './tokens/tokens.ts'

export interface IdentityParts {
  readonly publicUrl: URL
  readonly oidc: OidcStore
  readonly secrets: SecretStore
  readonly records: Pick<RecordStore, 'find' | 'list' | 'anywhere' | 'organisations'>
  /** The door of all changes: the applications entered from a session that ends through it are told. */
  readonly door: Door
  readonly audit: Pick<AuditStore, 'append'>
  readonly sealer: Sealer
  readonly idpSignIn: IdpSignIn
  readonly outbound: Outbound
  /** The organisation's rules as they are; undefined where there is none any more. */
  view(org: OrgId): RulesView | undefined | Promise<RulesView | undefined>
  /** True while what is held in memory may be relied on. */
  trusted(): boolean
  within(address: string, networks: readonly string[]): boolean
  /** How long a refresh token that was used may be used again, in milliseconds; 0: not at all. */
  readonly refreshReuseMs: number
  /** Told of what failed inside; whoever asked has been answered. */
  failed(error: unknown): void
  /** How long a new signing key is published before it signs, and how often the store is asked for one. */
  readonly keyTimes?: { readonly leadMs?: number; readonly everyMs?: number; readonly rotateAfterMs?: number }
}

export type IdentityRoom = Awaited<ReturnType<typeof createIdentity>>

/** Starts the provider: its keys are made when there are none. */
export const createIdentity = async (parts: IdentityParts) => {
  const { oidc, failed, publicUrl, keyTimes } = parts
  const { commit, onSessionEnd } = parts.door
  const ring = createKeyRing({ secrets: parts.secrets, sealer: parts.sealer, now: Date.now, ...keyTimes })
  const { everyMs } = keyTimes ?? {}
  const live = await followRing({ ring, failed, ...(everyMs === undefined ? {} : { everyMs }) })
  const active = async (org: OrgId, subject: Subject): Promise<boolean> =>
    (await parts.view(org))?.roleOf(subject) !== undefined
  const networksOf = async (org: OrgId) =>
    (await parts.view(org))?.organisation.settings.networks ?? undefined

  const platformClients = createPlatformClients({ ...parts, commit })
  const client = createKnownClients(parts.records, platformClients)
  const tokens = createTokens({
    ...parts,
    active,
    client,
    issuer: issuerOf(publicUrl),
    audience: publicUrl.origin,
    keys: live.keys,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now: Date.now }),
    now: Date.now,
  })
  const hasSignInPage = async (text: string): Promise<boolean> => {
    const org = OrgRef.safeParse(text)
    return org.success && (await parts.idpSignIn.choices({ org: org.data })).kind !== 'none'
  }
  const signOut = parts.idpSignIn.signOut?.bind(parts.idpSignIn)
  const ends = createSessionEnds({ oidc, commit })
  const built = buildProvider(
    { ...parts, ends, active, networksOf, hasSignInPage, client, signOut, inspect: tokens.inspect },
    live.view(),
  )
  live.onChange(built.rebuild)
  onSessionEnd(built.tell)
  const noted = noteSignIn(parts.audit)
  const login = createLogin({ ...parts, noted, provider: built.provider })
  const mount = createMount({ ...parts, callback: built.callback })

  const sweeping = sweepExpired(oidc, failed)

  return {
    /** Answers requests for `/oidc` and the provider's metadata; false for any other path. */
    handle: (req: IncomingMessage, res: ServerResponse): Promise<boolean> => mount(req, res),
    login,
    verify: tokens.verify,
    follow: tokens.follow,
    forget: tokens.forget,
    clients: createClients({ records: parts.records, commit }),
    platformClients,
    sessions: { list: listSessions(oidc), end: ends.own, endAll: ends.everywhere },
    /** Begins a rotation of the signing key; see the key ring for what follows by itself. */
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

/** Expiry is checked on every read; this only keeps the store from growing. */
const sweepExpired = (oidc: OidcStore, failed: (error: unknown) => void) => {
  const sweep = async (): Promise<void> => {
    while ((await oidc.prune(new Date(Date.now() - HOUR_MS), SWEPT)) === SWEPT);
  }
  const timer = setInterval(() => void sweep().catch(failed), 10 * 60_000).unref()
  return { close: () => clearInterval(timer) }
}

const HOUR_MS = 3_600_000
const SWEPT = 1_000
