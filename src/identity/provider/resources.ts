import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import { ownOf } from '../clients/client-metadata.ts'

/** How long an access token lives, in seconds. */
export const ACCESS_TOKEN_SECONDS = 3600

const sameUri = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '')

/**
 * Audiences of access tokens: our own API (the public URL) with the client's scopes, and other services that an admin
 * registered for the client. Each token is a signed JWT for one audience.
 */
export const createResources = (api: string) => ({
  /** The audience of a request without `resource`: our API for services and devices, userinfo for others. */
  defaultResource: (_ctx: KoaContextWithOIDC, client: object, oneOf?: readonly string[]) => {
    const { default_resource, kind, api_scopes } = ownOf(client)
    const preferred =
      default_resource ??
      (kind === 'service' || (kind === 'device' && api_scopes.length > 0) ? api : undefined)
    if (oneOf) return oneOf.find(uri => preferred !== undefined && sameUri(uri, preferred)) ?? oneOf[0]
    return preferred
  },

  getResourceServerInfo: (ctx: KoaContextWithOIDC, uri: string, client: object): ResourceServer => {
    const { api_scopes, resources, default_resource, kind } = ownOf(client)
    const jwt = {
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: 'RS256' } },
      accessTokenTTL: ACCESS_TOKEN_SECONDS,
    } as const
    // A service that asks for no scope gets all that it was registered with.
    const { params } = ctx.oidc
    if (kind === 'service' && params && params.scope === undefined && api_scopes.length > 0)
      params.scope = api_scopes.join(' ')
    if (sameUri(uri, api)) return { ...jwt, audience: api, scope: api_scopes.join(' ') }
    if (resources.includes(uri) || uri === default_resource) return { ...jwt, audience: uri, scope: '' }
    throw new errors.InvalidTarget('the client is not registered for this resource')
  },

  /** A token request without `resource` uses the one of its authorization request. */
  useGrantedResource: () => true,
})
