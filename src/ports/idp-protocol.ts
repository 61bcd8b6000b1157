import type { OrgId } from '../model/id.ts'
import type { SamlSettings, StatedSetting } from '../model/saml-settings.ts'
import type { Hop, SignInRequest } from './idp-sign-in.ts'
import type { SingleLogout } from './single-logout.ts'

/**
 * One protocol that an organisation's identity provider (IdP) speaks: OpenID Connect or SAML 2.0. It checks an answer; the
 * bridge decides which person the answer is about and what they may be here. Between the two calls of a sign-in it holds
 * nothing but caches: the bridge keeps `memory` and hands it back once.
 */
export interface IdpProtocol<Settings> {
  /** Begins a sign-in under `state`, which the answer must return. @throws SignInRefused idp_unavailable, idp_misconfigured */
  start(idp: ConnectedIdp<Settings>, request: ProtocolRequest): Promise<{ hop: Hop; memory: Memory }>
  /**
   * Checks an answer against everything that was remembered.
   * @param answer the parameters that came with it, from the query or the form
   * @throws SignInRefused with a code that says which check failed
   */
  finish(idp: ConnectedIdp<Settings>, memory: Memory, answer: URLSearchParams): Promise<Statement>
  /**
   * Reads a logout token of OpenID Connect's back channel: whose sign-ins at the IdP are over.
   * Absent where the protocol has no such channel. @throws SignInRefused
   */
  logout?(idp: ConnectedIdp<Settings>, token: string): Promise<LogoutStatement>
  /**
   * Where the browser signs out at the IdP, to come back under `state`; undefined when the IdP has no such address, or its
   * settings say not to use it. @param hint what {@link Statement.hint} was @throws SignInRefused
   */
  signOut?(idp: ConnectedIdp<Settings>, hint: string, state: string): Promise<Hop | undefined>
  /** Tries what can be tried without a person. Never throws: what is wrong is a finding. */
  test(idp: ConnectedIdp<Settings>): Promise<readonly Finding[]>
}

/** SAML needs keys and documents of both sides beside the sign-in itself. */
export interface SamlProtocol extends IdpProtocol<SamlSettings> {
  readonly singleLogout: SingleLogout<SamlSettings>
  /** Our metadata for this IdP, as XML. */
  describe(idp: ConnectedIdp<DescribedSettings>): Promise<string>
  /** Reads an IdP's metadata. @throws Error with what is wrong with the text */
  understand(xml: string, wanted?: MetadataWanted): Promise<SamlMetadataRead>
  /** The same behind an address, where it may be that of a whole federation. @throws Error with what is wrong, OutboundFailed */
  read(url: string, wanted?: MetadataWanted, signal?: AbortSignal): Promise<SamlMetadataRead>
  /** The same; undefined when it is as it was when it had that `etag`. */
  readAgain(
    url: string,
    wanted: MetadataWanted & { readonly etag: string },
    signal?: AbortSignal,
  ): Promise<SamlMetadataRead | undefined>
  /** A new private key (PKCS 8, PEM) and a certificate for it (PEM). */
  newKey(commonName: string): Promise<{ readonly key: string; readonly certificate: string }>
}

/** The settings that our metadata shows. */
export type DescribedSettings = Pick<SamlSettings, 'name_id_format' | 'signed' | 'sign_requests'>

export type SamlMetadata = Pick<SamlSettings, StatedSetting>

/** Which provider of a document is meant, and who must have signed it. */
export interface MetadataWanted {
  /** Absent: the only one that the document describes. */
  readonly entity_id?: string
  /** Absent: its signature is not looked at. */
  readonly certificates?: readonly string[]
}

export interface SamlMetadataRead {
  readonly metadata: SamlMetadata
  /** Milliseconds since 1970; absent: the document does not say. */
  readonly valid_until?: number
  /** How long it may be kept before it is read again. */
  readonly cache_ms?: number
  /** By what its server knows whether it has changed. */
  readonly etag?: string
}

/** What is remembered about a sign-in under way: small, plain JSON. It never reaches the browser. */
export type Memory = Readonly<Record<string, string | number | boolean>>

/** One IdP with everything that is needed to speak to it. */
export interface ConnectedIdp<Settings> {
  readonly org: OrgId
  readonly id: string
  readonly settings: Settings
  /** Opened, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** Our certificate towards it. */
  readonly certificate?: string
  readonly addresses: BridgeAddresses
}

/** Our addresses for one IdP: absolute, made of the public URL in the settings, never of a request. */
export interface BridgeAddresses {
  /** OIDC: the redirect URI. */
  readonly callback: string
  /** OIDC: back-channel logout. */
  readonly logout: string
  /** OIDC: where the IdP sends people after signing them out. */
  readonly signed_out: string
  /** SAML: our entity id, where our metadata is. */
  readonly metadata: string
  /** SAML: the assertion consumer service. */
  readonly acs: string
  /** SAML: the single logout service. */
  readonly slo: string
}

export interface ProtocolRequest
  extends Pick<SignInRequest, 'login_hint' | 'force' | 'max_age' | 'acr_values'> {
  /** 256 bits of chance, URL-safe. */
  readonly state: string
}

/** What an IdP states about a person, once its signature and its audience are checked. Nothing else of it is trusted yet. */
export interface Statement {
  readonly subject: string
  readonly email?: string
  /** The IdP said exactly `true`. */
  readonly email_verified: boolean
  readonly name?: string
  readonly groups: readonly string[]
  /** Seconds since 1970; absent when the IdP did not say. */
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  readonly sid?: string
  /** SAML: what a request to sign the person out will call them; not always {@link subject}. */
  readonly name_id?: string
  /** What the IdP wants to see again when the person signs out: its ID token, or the name it gave them. A secret. */
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

/** One thing that the connection test tried. `mend` tells an admin what to do. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly detail: string
  readonly mend?: string
}
