import type { Trail } from '../audit/trail.ts'
import type { Commit } from '../change/commit.ts'
import type { Door } from '../change/door.ts'
import type { RulesView } from '../change/rules-view.ts'
import type { CertificateHeaders } from '../model/client-certificate.ts'
import { type OrgId, OrgRef, type Subject } from '../model/id.ts'
import type { Brand } from '../pages/brand.ts'
import type { AuditStore } from '../ports/audit-store.ts'
import type { IdpSignIn } from '../ports/idp-sign-in.ts'
import type { OidcStore } from '../ports/oidc-store.ts'
import type { Outbound } from '../ports/outbound.ts'
import type { RecordStore } from '../ports/record-store.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import { type OutcomeFacts, sortFailure } from './outcome-facts.ts'
import type { Sealer } from './sealer.ts'

/** What the identity room is given. */
export interface IdentityParts {
  readonly publicUrl: URL
  readonly brand: Brand
  readonly oidc: OidcStore
  readonly secrets: SecretStore
  readonly records: Pick<RecordStore, 'find' | 'list' | 'anywhere' | 'organisations'>
  /** The door of all changes. When a session ends through it, the applications that were entered from it are notified. */
  readonly door: Door
  readonly audit: Pick<AuditStore, 'append'>
  /** Where credentials that are not taken are noted. */
  readonly trail: Pick<Trail, 'refused'>
  readonly sealer: Sealer
  readonly idpSignIn: IdpSignIn
  readonly outbound: Outbound
  /** The organisation's newest rules; undefined when it does not exist (any more). */
  view(org: OrgId): RulesView | undefined | Promise<RulesView | undefined>
  /** True while this process may answer from memory. */
  trusted(): boolean
  /** Whether the address is in one of the networks (CIDR). */
  within(address: string, networks: readonly string[]): boolean
  /** How long a refresh token that was used may be used again, in milliseconds; 0: not at all. */
  readonly refreshReuseMs: number
  /** How a proxy passes clients' certificates on; absent: it does not. */
  readonly clientCertificate?: CertificateHeaders
  /** For operators: what did not succeed. Callers have been answered. */
  readonly facts: OutcomeFacts
  /** How long a new signing key is published before it signs, and how often the store is asked for one. */
  readonly keyTimes?: { readonly leadMs?: number; readonly everyMs?: number; readonly rotateAfterMs?: number }
}

/** The same with what follows from it: each file of the room picks what it needs. */
export interface RoomParts extends IdentityParts {
  readonly commit: Commit
  /** Whether the account may act at all: it has a role, so it is neither removed nor disabled. */
  active(org: OrgId, subject: Subject): Promise<boolean>
  /** Its id where it is gone. */
  organisationName(org: OrgId): Promise<string>
  /** What its people are spoken to in, where nothing else says; undefined where it has not said. */
  languageOf(org: OrgId): Promise<string | undefined>
  /** The known servers of an organisation; undefined: anywhere. */
  networksOf(org: OrgId): Promise<readonly string[] | undefined>
  /** Whether people of the organisation can sign in at all. */
  hasSignInPage(org: string): Promise<boolean>
  /** Takes errors for operators, after the caller was answered. */
  failed(error: unknown): void
}

export const roomParts = (parts: IdentityParts): RoomParts => ({
  ...parts,
  commit: parts.door.commit,
  active: async (org, subject) => (await parts.view(org))?.roleOf(subject) !== undefined,
  organisationName: async org => (await parts.view(org))?.organisation.name ?? org,
  languageOf: async org => (await parts.view(org))?.organisation.settings.language ?? undefined,
  networksOf: async org => (await parts.view(org))?.organisation.settings.networks ?? undefined,
  hasSignInPage: async text => {
    const org = OrgRef.safeParse(text)
    return org.success && (await parts.idpSignIn.choices({ org: org.data })).kind !== 'none'
  },
  failed: sortFailure(parts.facts),
})
