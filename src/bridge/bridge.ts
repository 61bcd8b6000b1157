/**
 * The bridge to the organisations' own identity providers. Owns: which provider is meant, sign-ins under way, whom a provider's
 * statement is about here, and what ends when a provider says so. Does not own: the protocols (adapters, behind
 * SignInProtocol), our own tokens and pages (the provider half), or what a role may do.
 */

import type { Sealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import type { IdentityProvider } from '../model/identity-provider.ts'
import { refusals } from '../model/refusals.ts'
import type { Commit } from '../ports/committer.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { RulesView } from '../ports/rules-view.ts'
import type { Finding } from '../ports/sign-in-protocol.ts'
import type { Store } from '../ports/store.ts'
import type { TxtRecords } from '../ports/txt-records.ts'
import { SignInRefused } from '../ports/upstream.ts'
import { addressesOf, createConnections, type Protocols } from './connections.ts'
import { createDomains } from './domains.ts'
import { createMetadataReader } from './metadata-reader.ts'
import { createPreview } from './preview.ts'
import { createProviderAdmin } from './provider-admin.ts'
import { createSignIn } from './sign-in.ts'

export interface BridgeParts {
  readonly origin: string
  readonly store: Pick<Store, 'identity' | 'directory' | 'oidc'>
  readonly commit: Commit
  readonly sealer: Sealer
  readonly protocols: Protocols
  readonly outbound: Outbound
  readonly txt: TxtRecords
  /** For the organisation's trail: a sign-in at this provider did not succeed. */
  refused(org: OrgId, idp: string, refusal: SignInRefused): void
  /** Told why a sign-in was refused, and of what failed inside. */
  failed(error: unknown): void
  now(): Date
}

export type Bridge = ReturnType<typeof createBridge>

export const createBridge = (parts: BridgeParts) => {
  const { identity } = parts.store
  const peer = createConnections(parts)
  const preview = createPreview(identity)
  return {
    upstream: createSignIn(parts, peer),
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
