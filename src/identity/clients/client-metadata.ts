import { randomBytes } from 'node:crypto'
import type { AdapterPayload } from 'oidc-provider'
import {
  type AnyClient,
  type Client,
  type ClientKind,
  COMMAND_LINE_ID,
  KEYS_SCOPE,
  originsOf,
  PAGES_ID,
} from '../../model/client.ts'
import { hasHash } from '../../model/credential.ts'
import type { OrgId, Subject } from '../../model/id.ts'

const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

const GRANTS: Readonly<Record<ClientKind, readonly string[]>> = {
  web: ['authorization_code', 'refresh_token'],
  public: ['authorization_code', 'refresh_token'],
  device: [DEVICE, 'refresh_token'],
  service: ['client_credentials'],
}

/** Our own fields on the library's client. The library drops metadata that it was not given a name for. */
export const OWN_METADATA = [
  'org',
  'kind',
  'origins',
  'api_scopes',
  'resources',
  'default_resource',
  'audience',
  'first_party',
  'require_pkce',
  'profile',
  'subject',
  'secrets',
  'era',
] as const

/** The library's client with our own fields, see {@link OWN_METADATA}. */
export interface OwnMetadata {
  /** Absent for a client that serves every organisation. */
  readonly org?: OrgId
  readonly kind: ClientKind
  /** Where the pages of a browser application are. */
  readonly origins: readonly string[]
  readonly api_scopes: readonly string[]
  readonly resources: readonly string[]
  readonly default_resource?: string
  readonly audience?: string
  readonly first_party: boolean
  readonly require_pkce: boolean
  readonly profile?: Client['profile']
  readonly subject?: Subject
  readonly era: number
  readonly secrets: readonly { readonly hash: string; readonly expires_at?: string }[]
}

/** Our own fields of the library's client. The only cast of it. */
export const ownOf = (client: object): OwnMetadata => client as OwnMetadata

/**
 * The library requires a secret for a confidential client. We keep only hashes, so it gets this random text, and
 * {@link secretMatches} replaces its comparison.
 */
const UNKNOWABLE = randomBytes(32).toString('base64url')

/** A client as the library reads it. */
export const clientMetadata = (client: AnyClient): AdapterPayload => ({
  client_id: client.id,
  client_name: client.name,
  application_type: client.kind === 'device' || isNative(client) ? 'native' : 'web',
  token_endpoint_auth_method: authMethod(client),
  ...responses(client),
  redirect_uris: [...client.redirect_uris],
  post_logout_redirect_uris: [...client.post_logout_redirect_uris],
  require_pushed_authorization_requests: client.require_par,
  dpop_bound_access_tokens: client.dpop_bound,
  id_token_signed_response_alg: client.id_token_alg ?? 'RS256',
  ...byCertificate(client),
  ...(hasSecret(client) ? { client_secret: UNKNOWABLE } : {}),
  ...(client.jwks ? { jwks: client.jwks } : {}),
  ...(client.jwks_uri ? { jwks_uri: client.jwks_uri } : {}),
  ...(client.initiate_login_uri ? { initiate_login_uri: client.initiate_login_uri } : {}),
  ...(client.backchannel_logout_uri
    ? {
        backchannel_logout_uri: client.backchannel_logout_uri,
        backchannel_logout_session_required: client.backchannel_logout_session_required,
      }
    : {}),
  ...own(client),
})

/** RFC 8705. A name is only for the method that compares it. */
const byCertificate = (client: AnyClient): AdapterPayload => ({
  ...(client.certificate_bound ? { tls_client_certificate_bound_access_tokens: true } : {}),
  ...(authMethod(client) === 'tls_client_auth'
    ? Object.fromEntries(
        Object.entries(client.certificate_name ?? {}).map(([name, value]) => [
          `tls_client_auth_${name}`,
          value,
        ]),
      )
    : {}),
})

/** Our own pages read the browser's session: a request of theirs is answered without a code. */
const responses = ({ id, kind }: AnyClient) => {
  if (id === PAGES_ID) return { grant_types: [], response_types: ['none' as const] }
  return {
    grant_types: [...GRANTS[kind]],
    response_types: kind === 'web' || kind === 'public' ? ['code' as const] : [],
  }
}

const own = (client: AnyClient): AdapterPayload => ({
  kind: client.kind,
  origins: [...originsOf(client)],
  api_scopes: client.id === COMMAND_LINE_ID ? [...client.scopes, KEYS_SCOPE] : [...client.scopes],
  resources: [...client.resources],
  first_party: client.first_party,
  require_pkce: client.require_pkce,
  era: client.era,
  secrets: client.secrets.map(({ hash, expires_at }) => ({
    hash,
    ...(expires_at ? { expires_at: expires_at.toISOString() } : {}),
  })),
  ...(client.profile === undefined ? {} : { profile: client.profile }),
  ...(client.org === undefined ? {} : { org: client.org }),
  ...(client.default_resource ? { default_resource: client.default_resource } : {}),
  ...(client.audience ? { audience: client.audience } : {}),
  ...(client.subject ? { subject: client.subject } : {}),
})

/** How it proves itself; kinds that can keep no secret have none. */
export const authMethod = ({
  kind,
  auth_method,
}: Pick<Client, 'kind' | 'auth_method'>): NonNullable<Client['auth_method']> =>
  kind === 'public' || kind === 'device' ? 'none' : (auth_method ?? 'client_secret_basic')

/** Whether it proves itself by a secret that is made here. */
export const hasSecret = (client: Pick<Client, 'kind' | 'auth_method'>): boolean =>
  authMethod(client).startsWith('client_secret')

/**
 * A native application: at least one redirect address is on the person's own machine (loopback, or a private-use scheme).
 * The library has stricter rules for native clients and rejects the whole client when one address breaks them, so such a list
 * stays a web client.
 */
const isNative = ({ kind, redirect_uris }: AnyClient): boolean =>
  kind === 'public' &&
  redirect_uris.some(uri => isOnMachine(uri)) &&
  redirect_uris.every(uri => isOnMachine(uri) || !HTTP_OR_LOCAL.test(uri))

const isOnMachine = (uri: string): boolean =>
  !/^https?:/i.test(uri) || /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(uri)

const HTTP_OR_LOCAL = /^(?:http:|https:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))/i

/** Whether the text is one of the client's unexpired secrets. Compares with all of them, so the time does not tell which matched. */
export const secretMatches = (client: OwnMetadata, text: unknown, now: Date): boolean =>
  typeof text === 'string' &&
  client.secrets
    .filter(({ expires_at }) => expires_at === undefined || new Date(expires_at) > now)
    .map(({ hash }) => hasHash(text, hash))
    .includes(true)
