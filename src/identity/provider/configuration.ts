/**
 * The library's configuration as one list: features, lifetimes and texts. Owns: the choices. Does not own: the functions that
 * they call, which are in the files beside this one.
 */
import { type Configuration, errors, type JWKS, type KoaContextWithOIDC } from 'oidc-provider'
import { parseAccountId } from '../../model/identity.ts'
import { OWN_METADATA, ownOf } from '../clients/client-metadata.ts'
import { mayCallFrom } from '../clients/own-addresses.ts'
import { createDevicePages } from '../device/device-pages.ts'
import type { RingView } from '../keys/key-ring.ts'
import { SIGNING_ALGS } from '../keys/ring-record.ts'
import { createWhoIs } from '../login/who-is.ts'
import { createRenderError, createShowPage } from '../pages/library-pages.ts'
import { loggedOutPage, logoutPage } from '../pages/sign-out-pages.ts'
import type { RoomParts } from '../parts.ts'
import { createStorage, type StorageParts } from '../storage/storage.ts'
import { type AccountsParts, CLAIMS, createFindAccount } from './claims.ts'
import { loadExistingGrant } from './grants.ts'
import { certificateMethods, mutualTls } from './mutual-tls.ts'
import { createPrompts } from './prompts.ts'
import { createResources } from './resources.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A refresh token never outlives its grant. */
const GRANT_SECONDS = 180 * DAY
const REFRESH_SECONDS = 14 * DAY

/** The `acr` of a sign-in if its identity provider states none. */
export const SIGNED_IN = 'urn:kasbah:acr:signed-in'

export interface ConfigurationParts
  extends Pick<
    RoomParts,
    | 'publicUrl'
    | 'brand'
    | 'outbound'
    | 'hasSignInPage'
    | 'records'
    | 'organisationName'
    | 'clientCertificate'
  > {
  readonly ring: RingView
  readonly storage: StorageParts
  readonly accounts: AccountsParts
}

export const configuration = (parts: ConfigurationParts): Configuration => ({
  adapter: createStorage(parts.storage),
  jwks: { keys: parts.ring.keys.map(key => key.jwk) } as unknown as JWKS,
  cookies: cookies(parts),
  findAccount: createFindAccount(parts.accounts),
  loadExistingGrant,
  interactions: { policy: createPrompts(), url: (_ctx, { uid }) => `/login/${uid}` },
  features: features(parts),
  claims: { acr: null, auth_time: null, iss: null, sid: null, amr: null, ...CLAIMS },
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  // `none` is for our own pages alone: no other client may ask for it.
  responseTypes: ['code', 'none'],
  subjectTypes: ['public'],
  discovery: { ui_locales_supported: [...parts.brand.languages.tags] },
  acrValues: [SIGNED_IN],
  clientAuthMethods: [
    ...(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const),
    ...certificateMethods(parts.clientCertificate),
  ],
  enabledJWA: {
    idTokenSigningAlgValues: [...SIGNING_ALGS],
    clientAuthSigningAlgValues: ['PS256', 'ES256', 'EdDSA', 'RS256'],
  },
  clientDefaults: { id_token_signed_response_alg: 'RS256' },
  extraClientMetadata: { properties: [...OWN_METADATA] },
  extraParams: { org: requireSignInPage(parts), idp_hint: null },
  extraTokenClaims: tokenClaims(parts),
  pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' || ownOf(client).require_pkce },
  assertJwtClientAuthClaimsAndHeader,
  rotateRefreshToken: ctx => !keepsToFapi(ctx.oidc.client),
  clientBasedCORS: (_ctx, origin, client) => origin === parts.publicUrl.origin || mayCallFrom(client, origin),
  ttl: {
    AccessToken: HOUR,
    AuthorizationCode: MINUTE,
    ClientCredentials: HOUR,
    DeviceCode: 10 * MINUTE,
    Grant: GRANT_SECONDS,
    IdToken: HOUR,
    Interaction: HOUR,
    RefreshToken: ctx => Math.max(1, Math.min(REFRESH_SECONDS, grantRemaining(ctx))),
    Session: 12 * HOUR,
  },
  fetch: (url, { method, headers, body } = {}) =>
    parts.outbound(String(url), {
      ...(method === undefined ? {} : { method }),
      headers: Object.fromEntries(new Headers(headers)),
      ...(body === undefined || body === null ? {} : { body: String(body) }),
      deadline: 2_500,
    }),
  renderError: createRenderError(createShowPage(parts.brand)),
})

const cookies = ({ publicUrl, ring }: ConfigurationParts): Configuration['cookies'] => {
  const secure = publicUrl.protocol === 'https:'
  const options = { httpOnly: true, sameSite: 'lax', signed: true, secure, overwrite: true } as const
  return {
    names: {
      session: secure ? '__Host-kasbah_session' : 'kasbah_session',
      interaction: secure ? '__Secure-kasbah_login' : 'kasbah_login',
      resume: secure ? '__Secure-kasbah_resume' : 'kasbah_resume',
    },
    long: { ...options, path: '/' },
    short: options,
    keys: [...ring.cookies],
  }
}

const features = (parts: ConfigurationParts): Configuration['features'] => {
  const { publicUrl, brand } = parts
  const showPage = createShowPage(brand)
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: {
      enabled: true,
      charset: 'base-20',
      mask: '****-****',
      ...createDevicePages(showPage, createWhoIs(parts)),
    },
    dPoP: { enabled: true },
    ...mutualTls(parts.clientCertificate),
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) =>
        token.clientId === client.clientId || isForAudience(client, token),
    },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    fapi: { enabled: true, profile: (_ctx, client) => (keepsToFapi(client) ? '2.0' : undefined) },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: { enabled: true, ...createResources(publicUrl.origin) },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => showPage(ctx, logoutPage(form)),
      postLogoutSuccessSource: async ctx => showPage(ctx, loggedOutPage(ctx.oidc.client?.clientName)),
    },
  }
}

/**
 * Whether the client is registered for the FAPI 2.0 Security Profile. Its refresh tokens are bound to its key and its own
 * authentication, and the profile wants them not to be replaced (section 5.3.2.1).
 */
const keepsToFapi = (client: object | undefined): boolean =>
  client !== undefined && ownOf(client).profile === 'fapi2'

/**
 * FAPI 2.0 Security Profile, sections 5.3.2.1 and 5.4.1: an assertion is for the issuer alone, and not signed with RS256.
 * The library has verified the rest.
 */
const assertJwtClientAuthClaimsAndHeader: Configuration['assertJwtClientAuthClaimsAndHeader'] = async (
  ctx,
  { aud },
  { alg },
  client,
) => {
  if (!keepsToFapi(client)) return
  if (aud !== ctx.oidc.issuer)
    throw new errors.InvalidClientAuth('the audience must be the issuer, as one text')
  if (alg === 'RS256') throw new errors.InvalidClientAuth('the profile of the client does not allow RS256')
}

/** An API registered with its audience may introspect the tokens that its own organisation's people got for it. */
const isForAudience = (client: object, token: object): boolean => {
  const { audience, org } = ownOf(client)
  const { aud, extra } = token as { aud?: unknown; extra?: { org?: unknown } }
  return audience !== undefined && aud === audience && (org === undefined || extra?.org === org)
}

/**
 * Rejects a device that names an organisation without a sign-in page. It would otherwise wait for a page that nobody may ever open.
 * Like that page, this does not tell an unknown organisation from one without an identity provider.
 */
const requireSignInPage =
  ({ hasSignInPage }: ConfigurationParts) =>
  async (ctx: KoaContextWithOIDC, org: string | undefined): Promise<void> => {
    if (ctx.oidc.route !== 'device_authorization' || org === undefined) return
    if (!(await hasSignInPage(org)))
      throw new errors.InvalidRequest('there is no sign-in page for this organisation')
  }

/** Claims that our own verification needs: the account or service, and the grant that the token ends with. */
const tokenClaims =
  ({ accounts }: ConfigurationParts): NonNullable<Configuration['extraTokenClaims']> =>
  async (ctx, token) => {
    if (token.kind !== 'ClientCredentials') {
      const { accountId, grantId } = token as { accountId?: string; grantId?: string }
      const { AuthorizationCode, DeviceCode, RefreshToken } = ctx.oidc.entities
      // When the person signed in, of which a refresh makes no news.
      const { authTime: auth_time } = AuthorizationCode ?? DeviceCode ?? RefreshToken ?? {}
      return {
        ...parseAccountId(accountId ?? ''),
        grant: grantId,
        ...(auth_time === undefined ? {} : { auth_time }),
      }
    }
    const { org, subject, era } = token.client ? ownOf(token.client) : {}
    if (org === undefined || subject === undefined || !(await accounts.active(org, subject)))
      throw new errors.UnauthorizedClient('the service account of this client has no role')
    return { org, subject, era }
  }

const grantRemaining = (ctx: KoaContextWithOIDC): number => {
  const exp = ctx?.oidc.entities.Grant?.exp
  return exp === undefined ? REFRESH_SECONDS : exp - Math.floor(Date.now() / 1000)
}
