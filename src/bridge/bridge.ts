/**
 * The bridge to the organisations' own identity providers (IdPs). Owns: which IdP a person is sent to, sign-ins under way, the
 * account that an IdP's statement is about, and the sign-ins that end when an IdP says so. Does not own: the protocols
 * (adapters, behind IdpProtocol), our own tokens and pages (identity), or what a role may do.
 */

import type { Commit } from '../change/commit.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { Sealer } from '../identity/sealer.ts'
import type { OrgId } from '../model/id.ts'
import type { Idp } from '../model/idp.ts'
import type { SignInRefused } from '../ports/idp-sign-in.ts'
import type { Store } from '../ports/store.ts'
import type { Turns } from '../ports/turns.ts'
import type { TxtRecords } from '../ports/txt-records.ts'
import { createConnectionTest } from './connection-test.ts'
import { createDomains } from './domains.ts'
import { createIdentities } from './identities.ts'
import { createIdpAdmin } from './idp-admin.ts'
import { addressesOf, createIdpClients, type IdpProtocols } from './idp-client.ts'
import { createIdpFailures } from './idp-failures.ts'
import { createIdpSignIn } from './idp-sign-in.ts'
import { createIdpWatch } from './idp-watch.ts'
import { createJoinPreview } from './join-preview.ts'
import { createMappingPreview } from './mapping-preview.ts'
import { createMetadataReadings } from './metadata-readings.ts'
import { createSamlMetadata } from './saml-metadata.ts'
import type { SignOutFact } from './single-logout.ts'

export interface BridgeParts {
  readonly origin: string
  readonly store: Pick<Store, 'records' | 'oidc'>
  readonly commit: Commit
  readonly sealer: Sealer
  readonly protocols: IdpProtocols
  readonly txt: TxtRecords
  readonly turns: Turns
  /** For the organisation's trail: a sign-in at this IdP did not succeed. */
  refused(org: OrgId, idp: string, refusal: SignInRefused): void
  /** A browser was signed out at an IdP, or by one. */
  signedOut(fact: SignOutFact): void
  /** How many IdPs fail here again and again. */
  failing(count: number): void
  /** Takes refusals of sign-ins and internal errors, for logs and metrics. */
  failed(error: unknown): void
  now(): Date
}

export type Bridge = ReturnType<typeof createBridge>

export const createBridge = (parts: BridgeParts) => {
  const { records } = parts.store
  const idpClient = createIdpClients(parts)
  const readings = createMetadataReadings({ ...parts, ...parts.store })
  const failures = createIdpFailures(parts.failing)
  const preview = createMappingPreview({ ...parts, records })
  return {
    ...createIdpSignIn({ ...parts, readings, failures }, idpClient),
    idps: createIdpAdmin({ ...parts, records, newKey: parts.protocols.saml.newKey }),
    domains: createDomains({ ...parts, records }),
    identities: createIdentities({ ...parts, records }),
    /** Tries the settings of a stored IdP. */
    test: createConnectionTest({ records, idpClient, readings, failures, now: parts.now }),
    addresses: (org: OrgId, idp: string) => addressesOf(parts.origin, org, idp),
    ...createSamlMetadata(parts),
    readings,
    /** Reads metadata that is due, and counts what somebody has to look after. */
    watch: createIdpWatch({ ...parts, records, readings }),
    previewJoining: createJoinPreview({ ...parts, records }),
    preview: (view: RulesView, idp: Idp, ...rest: PreviewRest) => preview(view, idp.id, ...rest),
  }
}

type PreviewRest =
  Parameters<ReturnType<typeof createMappingPreview>> extends [unknown, unknown, ...infer Rest] ? Rest : never
