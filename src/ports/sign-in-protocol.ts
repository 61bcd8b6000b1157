import type { OrgId } from '../model/id.ts'
import type { SamlSettings } from '../model/identity-provider.ts'
import type { Hop, SignInRequest } from './upstream.ts'

/**
 * One language in which identity providers are spoken to (OpenID Connect, SAML 2.0). It checks what an answer claims to be;
 * whom it is about, and what they may be here, is the bridge's business. Holds nothing between the two calls of a sign-in
 * but caches: what must be remembered goes through `memory`, which the bridge keeps and hands back once.
 */
export interface SignInProtocol<Settings> {
  /** Begins a sign-in under `state`, which the answer must return. @throws SignInRefused idp_unavailable, idp_misconfigured */
  start(connection: Connection<Settings>, request: ProtocolRequest): Promise<{ hop: Hop; memory: Memory }>
  /**
   * Checks an answer against everything that was remembered.
   * @param answer the parameters that came with it, from the query or the form
   * @throws SignInRefused with a code that says which check failed
   */
  finish(connection: Connection<Settings>, memory: Memory, answer: URLSearchParams): Promise<Statement>
  /**
   * Whose sign-ins the provider says are over: a logout token of OpenID Connect's back channel.
   * Absent where the protocol has none. @throws SignInRefused
   */
  logout?(connection: Connection<Settings>, token: string): Promise<LogoutStatement>
  /**
   * Where the browser signs out at the provider, to come back under `state`; undefined when the provider has no such place,
   * or is not to be asked. @param hint what {@link Statement.hint} was @throws SignInRefused
   */
  signOut?(connection: Connection<Settings>, hint: string, state: string): Promise<string | undefined>
  /** Tries what can be tried without a person. Never throws: what is wrong is a finding. */
  examine(connection: Connection<Settings>): Promise<readonly Finding[]>
}

/** SAML needs keys and documents of both sides beside the sign-in itself. */
export interface SamlProtocol extends SignInProtocol<SamlSettings> {
  /** Our metadata for this provider, as XML. */
  describe(connection: Connection<SamlSettings>): string
  /** What a provider's metadata says. @throws Error with what is wrong with the text */
  understand(xml: string): SamlMetadata
  /** A new private key (PKCS 8, PEM) and a certificate for it (PEM). */
  newKey(commonName: string): { readonly key: string; readonly certificate: string }
}

export type SamlMetadata = Pick<
  SamlSettings,
  'entity_id' | 'sso_url' | 'binding' | 'certificates' | 'sign_requests'
>

/** What is remembered of a sign-in under way: small, JSON, without anything that the browser may not know but us. */
export type Memory = Readonly<Record<string, string | number | boolean>>

/** One identity provider as it is spoken to. */
export interface Connection<Settings> {
  readonly org: OrgId
  readonly idp: string
  readonly settings: Settings
  /** Opened, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** Our certificate towards it. */
  readonly certificate?: string
  readonly addresses: BridgeAddresses
}

/** Where one identity provider finds us: absolute, made of the public URL of the settings, never of a request. */
export interface BridgeAddresses {
  /** OIDC: the redirect URI. */
  readonly callback: string
  /** OIDC: back-channel logout. */
  readonly logout: string
  /** OIDC: where the provider sends people after signing them out. */
  readonly signed_out: string
  /** SAML: our entity id, where our metadata is. */
  readonly metadata: string
  /** SAML: the assertion consumer service. */
  readonly acs: string
}

export interface ProtocolRequest
  extends Pick<SignInRequest, 'login_hint' | 'force' | 'max_age' | 'acr_values'> {
  /** 256 bits of chance, URL-safe. */
  readonly state: string
}

/** What a provider states of a person, its signature and its addressee checked. Nothing of it is trusted further than that. */
export interface Statement {
  readonly subject: string
  readonly email?: string
  /** The provider said exactly `true`. */
  readonly email_verified: boolean
  readonly name?: string
  readonly groups: readonly string[]
  /** Seconds since 1970; absent when it did not say. */
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly sid?: string
  /** What the provider wants to see again at signing out: its ID token. A secret. */
  readonly hint?: string
  /** What makes this answer this one: it is taken once, until `until`. */
  readonly once?: { readonly id: string; readonly until: Date }
}

/** `sid` names one session, `subject` a person; with both, that person's session. */
export interface LogoutStatement {
  readonly subject?: string
  readonly sid?: string
  readonly once: { readonly id: string; readonly until: Date }
}

/** One thing that was tried. `mend` says what an admin can do about it. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  readonly mend?: string
}
