import { z } from 'zod'
import { Scope } from './api-key.ts'
import type { OrgId, Subject } from './id.ts'

/** `web`: a confidential web application; `public`: a single-page or native one; `device`: notebooks and terminals; `service`: acts as a service account. */
export const ClientKind = z.enum(['web', 'public', 'device', 'service'])
export type ClientKind = z.infer<typeof ClientKind>

/** A public key as a JWK; which keys are taken is said where a client is registered. */
const PublicJwk = z.record(
  z.string().max(32),
  z.union([z.string().max(2048), z.array(z.string().max(8192)).max(10)]),
)

const Uri = z.string().min(1).max(2048)

/** The names of a certificate by which a client may be registered, as RFC 8705 calls them without `tls_client_auth_`. */
export const CERTIFICATE_NAMES = ['subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email'] as const

const Name = z.string().min(1).max(512).optional()
const CertificateName = z
  .strictObject({ subject_dn: Name, san_dns: Name, san_uri: Name, san_ip: Name, san_email: Name })
  .refine(names => Object.values(names).filter(name => name !== undefined).length === 1, 'is one name')

/** What an admin may set of a client. */
export const ClientSettings = z.strictObject({
  name: z.string().min(1).max(200),
  /** Where codes may be sent: compared byte for byte. */
  redirect_uris: z.array(Uri).max(20).default([]),
  /** Of a browser application: further origins of its pages, beside those of its redirect addresses. */
  allowed_origins: z.array(Uri).max(20).optional(),
  post_logout_redirect_uris: z.array(Uri).max(20).default([]),
  backchannel_logout_uri: Uri.optional(),
  backchannel_logout_session_required: z.boolean().default(false),
  initiate_login_uri: Uri.optional(),
  /** How it authenticates at the token endpoint; kinds without a secret use `none`. */
  auth_method: z
    .enum([
      ...(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const),
      ...(['tls_client_auth', 'self_signed_tls_client_auth'] as const),
    ])
    .optional(),
  /** The one name that its certificate must have (`tls_client_auth`). */
  certificate_name: CertificateName.optional(),
  /** Its access tokens are good only beside its certificate (RFC 8705). */
  certificate_bound: z.boolean().optional(),
  /**
   * The public keys that its assertions are signed with (`private_key_jwt`), or of its own certificates, which are in `x5c`
   * (`self_signed_tls_client_auth`): here or behind an address.
   */
  jwks: z.strictObject({ keys: z.array(PublicJwk).min(1).max(10) }).optional(),
  jwks_uri: Uri.optional(),
  /** What its ID tokens are signed with; RS256 when absent. */
  id_token_alg: z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']).optional(),
  /** A profile that the client keeps to; the settings must fit it, and its requests are held to it. */
  profile: z.enum(['fapi2']).optional(),
  /** Scopes of this service that its tokens may have, beside the standard ones of OpenID. */
  scopes: z.array(Scope).max(3).default([]),
  /** Further audiences that it may ask tokens for, as absolute URIs. */
  resources: z.array(Uri).max(20).default([]),
  /** The audience of its access tokens when a request names none. Such a client gets no access to userinfo. */
  default_resource: Uri.optional(),
  /** The client is an API itself, of this audience: it may introspect tokens that were issued for it. It needs a secret. */
  audience: Uri.optional(),
  /** Whether its authorization requests must carry a PKCE challenge. Public clients always do. */
  require_pkce: z.boolean().default(true),
  require_par: z.boolean().default(false),
  dpop_bound: z.boolean().default(false),
  /** The organisation's own client: people are not asked for consent. */
  first_party: z.boolean().default(false),
  /** Networks (CIDR) that its requests with a secret may come from; absent: any. */
  networks: z.array(z.string().min(1).max(64)).max(100).optional(),
})
/** The command line's own client. */
export const COMMAND_LINE_ID = 'kasbah-cli'

/** A scope that only the command line may ask for: with a fresh sign-in, its token makes API keys that outlive it. */
export const KEYS_SCOPE = 'keys'

export type ClientSettings = z.infer<typeof ClientSettings>

/** A registered client of one organisation. The id is unique over all of them. */
export interface Client extends ClientSettings {
  readonly id: string
  readonly org: OrgId
  readonly kind: ClientKind
  /** The service account as which a `service` client acts. */
  readonly subject?: Subject
  readonly secrets: readonly ClientSecret[]
  /**
   * Counts how often all tokens of the client were ended. Its tokens carry the number and are valid only while it is the current
   * one.
   */
  readonly era: number
  readonly created_at: Date
}

/** A client as the provider meets it: one without an organisation serves all of them, and each sign-in names its own. */
export type AnyClient = Omit<Client, 'org'> & { readonly org?: OrgId }

/** Where the pages of a browser application are. */
export const originsOf = ({
  redirect_uris,
  allowed_origins = [],
}: Pick<ClientSettings, 'redirect_uris' | 'allowed_origins'>): readonly string[] => [
  ...redirect_uris.filter(uri => /^https?:/.test(uri)).map(uri => new URL(uri).origin),
  ...allowed_origins,
]

/** One of a client's secrets; two are valid while one is being replaced. */
export interface ClientSecret {
  /** SHA-256 of the secret (256 random bits), hex. */
  readonly hash: string
  /** The first characters, so that a person recognises it. */
  readonly hint: string
  readonly created_at: Date
  /** Set when it was replaced: until then it still works. */
  readonly expires_at?: Date
}

/** Our own pages as a client: they sign people in and read the session of the browser, and ask for no code and no token. */
export const PAGES_ID = 'kasbah-pages'
