/**
 * Who someone is: the embedded OpenID provider with its pages, clients, keys and tokens. Owns: `/oidc/*`, `/login/*`, and
 * whether a token is good. Does not own: who exists (directory), what they may do (engine), or how an organisation's own
 * identity provider is asked (the bridge, behind the Upstream port).
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OrgId, Subject } from '../model/id.ts'
import type { Commit } from '../ports/committer.ts'
import type { DirectoryStore } from '../ports/directory-store.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { RulesView } from '../ports/rules-view.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { Upstream } from '../ports/upstream.ts'
import { createClients } from './clients/clients.ts'
import { createEndings } from './endings.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { followRing } from './keys/live-ring.ts'
import { createLogin } from './login/login.ts'
import { clientMetadata } from './provider/client-metadata.ts'
import { createDeviceGuard } from './provider/device-guard.ts'
import { createMount } from './provider/mount.ts'
import { createProvider, issuerOf, type ProviderParts } from './provider/provider.ts'
import { createRecordIds } from './provider/record-ids.ts'
import type { Sealer } from './sealing.ts'
import { createSessions } from './sessions.ts'
import { createProofCheck } from './tokens/dpop.ts'
import { createPresentedTokens } from './tokens/presented-tokens.ts'
import { createTokens } from './tokens/tokens.ts'

export interface IdentityParts {
  readonly publicUrl: URL
  readonly oidc: OidcStore
  readonly secrets: SecretStore
  readonly directory: Pick<DirectoryStore, 'account'>
  readonly commit: Commit
  readonly sealer: Sealer
  readonly upstream: Upstream
  readonly outbound: Outbound
  /** The organisation's rules as they are; undefined where there is none any more. */
  view(org: OrgId): Promise<RulesView | undefined>
  /** True while what is held in memory may be relied on. */
  trusted(): boolean
  within(address: string, networks: readonly string[]): boolean
  readonly trustProxy: boolean
  /** Told of what failed inside; whoever asked has been answered. */
  failed(error: unknown): void
  /** How long a new signing key is published before it signs, and how often the store is asked for one. */
  readonly keyTimes?: { readonly leadMs?: number; readonly everyMs?: number; readonly rotateAfterMs?: number }
}

export type IdentityRoom = Awaited<ReturnType<typeof createIdentity>>

/** Starts the provider: its keys are made when there are none. */
export const createIdentity = async (parts: IdentityParts) => {
  const { oidc, publicUrl } = parts
  const now = () => Date.now()
  const ring = createKeyRing({ secrets: parts.secrets, sealer: parts.sealer, now, ...parts.keyTimes })
  const endings = createEndings(parts.commit)
  const active = async (org: OrgId, subject: Subject): Promise<boolean> =>
    (await parts.view(org))?.roleOf(subject) !== undefined

  const live = await followRing({
    ring,
    ...(parts.keyTimes?.everyMs === undefined ? {} : { everyMs: parts.keyTimes.everyMs }),
    failed: parts.failed,
    changed: view => {
      built = createProvider({ ...rest, ring: view })
    },
  })
  const tokens = createTokens({
    oidc,
    issuer: issuerOf(publicUrl),
    audience: publicUrl.origin,
    keys: live.keys,
    active,
    within: parts.within,
    proves: createProofCheck({ oidc, origin: publicUrl.origin, now }),
    trusted: parts.trusted,
    now,
  })
  const presented = createPresentedTokens({
    inspect: tokens.inspect,
    endToken: ({ org, subject, jti, exp }) => endings.token(org, subject, jti, new Date(exp * 1000)),
  })
  const rest: Omit<ProviderParts, 'ring'> = {
    publicUrl,
    outbound: parts.outbound,
    accounts: { account: parts.directory.account.bind(parts.directory), active },
    trustProxy: parts.trustProxy,
    failed: parts.failed,
    storage: {
      oidc,
      ids: createRecordIds(),
      clientMetadata: async id => {
        await presented.note()
        const client = await oidc.client(id)
        return client && clientMetadata(client)
      },
      endGrant: endings.grant,
      guard: createDeviceGuard(oidc, now),
      presented: presented.find,
      withdraw: presented.withdraw,
    },
  }
  let built = createProvider({ ...rest, ring: live.view() })

  const login = createLogin({
    origin: publicUrl.origin,
    provider: () => built.provider,
    upstream: parts.upstream,
    failed: parts.failed,
  })
  const mount = createMount({
    publicUrl,
    trustProxy: parts.trustProxy,
    callback: () => built.callback,
    login,
    failed: parts.failed,
  })

  return {
    /** Answers requests for `/oidc`, `/login` and the provider's metadata; false for any other path. */
    handle: (req: IncomingMessage, res: ServerResponse): Promise<boolean> => mount(req, res),
    verify: tokens.verify,
    follow: tokens.follow,
    forget: tokens.forget,
    clients: createClients({ oidc, commit: parts.commit }),
    sessions: createSessions({ oidc, commit: parts.commit }),
    /** Begins a rotation of the signing key; see the key ring for what follows by itself. */
    rotateKeys: async () => {
      const begun = await ring.rotate()
      await live.look()
      return begun
    },
    close: live.close,
  }
}
