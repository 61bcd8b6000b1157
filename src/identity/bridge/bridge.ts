/**
 * The bridge to the organisations' own identity providers. Owns: which provider is meant, sign-ins under way, whom a provider's
 * statement is about here, and what ends when a provider says so. Does not own: the protocols (adapters, behind
 * SignInProtocol), our own tokens and pages (the provider half), or what a role may do.
 */
import type { OrgId } from '../../model/id.ts'
import type { IdentityProvider } from '../../model/identity-provider.ts'
import { Problem } from '../../model/problems.ts'
import { refusals } from '../../model/refusals.ts'
import type { Commit } from '../../ports/committer.ts'
import type { Outbound } from '../../ports/outbound.ts'
import type { RulesView } from '../../ports/rules-view.ts'
import type { Finding } from '../../ports/sign-in-protocol.ts'
import type { Store } from '../../ports/store.ts'
import type { TxtRecords } from '../../ports/txt-records.ts'
import { SignInRefused, type Upstream } from '../../ports/upstream.ts'
import type { Sealer } from '../sealing.ts'
import { serveCallbacks } from './callbacks.ts'
import { addressesOf, createConnections, type Protocols } from './connections.ts'
import { createDomains } from './domains.ts'
import { createHomeRealm } from './home-realm.ts'
import { createLeaving } from './leaving.ts'
import { createMetadataReader } from './metadata-reader.ts'
import { createPreview } from './preview.ts'
import { createProviderAdmin } from './provider-admin.ts'
import { createProvisioning } from './provisioning.ts'
import { createSignOut } from './sign-out.ts'
import { createTransactions } from './transactions.ts'

export interface BridgeParts {
  readonly origin: string
  readonly store: Pick<Store, 'identity' | 'directory' | 'oidc'>
  readonly commit: Commit
  readonly sealer: Sealer
  readonly protocols: Protocols
  readonly outbound: Outbound
  readonly txt: TxtRecords
  /** Told why a sign-in was refused, and of what failed inside. */
  failed(error: unknown): void
  now(): Date
}

export type Bridge = ReturnType<typeof createBridge>

export const createBridge = (parts: BridgeParts) => {
  const { identity, directory, oidc } = parts.store
  const { commit, now } = parts
  const peer = createConnections(parts)
  const transactions = createTransactions(oidc, now)
  const provision = createProvisioning({ identity, directory, commit, now })
  const leaving = createLeaving({ oidc, identity, commit, now })
  const preview = createPreview(identity)

  const provider = async (org: OrgId, idp: string): Promise<IdentityProvider | undefined> => {
    const found = (await directory.organisation(org)) && (await identity.provider(org, idp))
    return found?.enabled ? found : undefined
  }
  const enabled = async (org: OrgId, idp: string): Promise<IdentityProvider> => {
    const found = await provider(org, idp)
    if (!found) throw new SignInRefused('realm_mismatch', 'There is no such identity provider.')
    return found
  }

  const signOut = createSignOut({ ...parts, oidc, provider, peer })

  const upstream: Upstream = {
    choices: createHomeRealm({ identity, directory }),
    async start({ interaction, ...asked }, { org, idp }) {
      const state = transactions.newState()
      // Values of our own mean nothing to a provider, and some refuse what they do not know.
      const acr_values = asked.acr_values?.filter(value => !value.startsWith('urn:kasbah:')) ?? []
      const wished = { ...asked, state, acr_values }
      const { hop, memory } = await peer(org, await enabled(org, idp)).start(wished)
      await transactions.remember(state, { org, idp, interaction, memory })
      return hop
    },
    async collect(interaction, ticket) {
      const { org, idp, outcome } = await transactions.collect(interaction, ticket)
      const signedIn = await provision(org, await enabled(org, idp), outcome.statement).catch(gone)
      await leaving.noteSession(signedIn)
      return signedIn
    },
    signOut: signOut.begin,
    serve: serveCallbacks({
      transactions,
      provider,
      peer,
      signOut,
      failed: parts.failed,
      async loggedOut(org, known, token) {
        const statement = await peer(org, known).logout(token)
        await transactions.once(`logout ${org} ${known.id}`, statement.once)
        await leaving.end(org, known, statement)
      },
    }),
  }

  return {
    upstream,
    providers: createProviderAdmin({ ...parts, identity, newKey: parts.protocols.saml.newKey }),
    domains: createDomains({ ...parts, identity }),
    /** What the settings of a stored provider come to when they are tried. */
    examine: examiner(peer),
    addresses: (org: OrgId, idp: string) => addressesOf(parts.origin, org, idp),
    ...createMetadataReader(parts),
    preview: (view: RulesView, known: IdentityProvider, ...rest: PreviewRest) =>
      preview(view, known.id, ...rest),
  }
}

/** What is wrong with a provider, also when its secrets cannot even be read. */
const examiner =
  (peer: ReturnType<typeof createConnections>) =>
  async (org: OrgId, known: IdentityProvider): Promise<readonly Finding[]> => {
    try {
      return await peer(org, known).examine()
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error
      return [{ check: 'secrets', ok: false, detail: error.detail, mend: refusals[error.code].mend }]
    }
  }

type PreviewRest =
  Parameters<ReturnType<typeof createPreview>> extends [unknown, unknown, ...infer Rest] ? Rest : never

/** An organisation that was deleted while its person was away. */
const gone = (error: unknown): never => {
  if (error instanceof Problem && error.code === 'not_found')
    throw new SignInRefused('unknown_organisation', 'It was deleted meanwhile.', error)
  throw error
}
