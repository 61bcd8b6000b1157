import type { Page, PageRequest } from '../model/page.ts'

/**
 * What the embedded provider and the bridge remember between two requests: sessions, codes, grants, tokens, transactions
 * with identity providers. A record is a JSON object under (kind, id), with the few fields by which it is looked up
 * or ended copied beside it. Ending sign-ins together with a change of an organisation is `RecordWrite` `{ drop: 'sign_in' }`.
 */
export interface OidcStore {
  /** Writes the record whole, replacing what was under (kind, id); `consumed_at` of a replaced record is kept. */
  upsert(record: OidcRecord): Promise<void>
  /** The same, but only over a live record: true when it was written. A record that was ended meanwhile stays ended. */
  replace(record: OidcRecord): Promise<boolean>
  /** Undefined when absent or expired. Every read checks the expiry; background deletion only saves space. */
  find(kind: OidcKind, id: string): Promise<OidcRecord | undefined>
  /** The newest that matches; undefined when absent or expired. `kind` has at most one live record for each. */
  findBy(kind: OidcKind, by: 'uid' | 'user_code', value: string): Promise<OidcRecord | undefined>
  /**
   * Marks it as used, once: a compare-and-set. True for exactly one caller, over all processes.
   * False when it was used before, is gone, or has expired.
   */
  consume(kind: OidcKind, id: string, at: Date): Promise<boolean>
  /** Deleting what is not there does nothing. */
  destroy(kind: OidcKind, id: string): Promise<void>
  /** Every record of the kind with that grant. */
  destroyByGrant(kind: OidcKind, grant: string): Promise<void>
  /**
   * Adds 1 to a counter of (kind, id) and answers the new count: atomic over all processes. The first count makes the
   * record, to live until `expires_at`; later counts leave its expiry alone.
   */
  count(kind: OidcKind, id: string, expires_at: Date): Promise<number>
  /** Live records of an account (`sub`), in byte order of id: for its own list of sessions. */
  listOfAccount(kind: OidcKind, account: string, page: PageRequest): Promise<Page<OidcRecord>>
  /** Deletes expired records, at most `limit`; answers how many. */
  prune(before: Date, limit: number): Promise<number>
}

/** The library's own kinds, and ours: a transaction with an identity provider, its result, a mark against replay, a counter. */
export const OIDC_KINDS = [
  'Session',
  'AccessToken',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'ClientCredentials',
  'Client',
  'InitialAccessToken',
  'RegistrationAccessToken',
  'Interaction',
  'ReplayDetection',
  'PushedAuthorizationRequest',
  'Grant',
  'BackchannelAuthenticationRequest',
  'PreAuthorizedCode',
  'Denial',
  'UpstreamRequest',
  'UpstreamResult',
  'UpstreamReplay',
  'UpstreamSession',
  'InvitationEnd',
  'MetadataReading',
  'Attempt',
] as const
export type OidcKind = (typeof OIDC_KINDS)[number]

export interface OidcRecord {
  readonly kind: OidcKind
  /** Never a bearer secret: ids that are secrets are hashed before they get here. */
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The `sub` it belongs to (see printAccountId). */
  readonly account?: string
  readonly client?: string
  readonly grant?: string
  /** The session it belongs to, by that session's `uid`. */
  readonly session?: string
  readonly uid?: string
  readonly user_code?: string
  readonly consumed_at?: Date
  readonly expires_at: Date
}
