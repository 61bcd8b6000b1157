/**
 * One instance of the library for one state of the key ring. It never changes: new keys make a new instance, and requests
 * under way finish on the old one.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { PAGE_HEADERS } from '../../pages/page.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import type { IdpSignIn } from '../../ports/idp-sign-in.ts'
import { ownOf, secretMatches } from '../clients/client-metadata.ts'
import { mayCallFrom, mayReturnTo } from '../clients/own-addresses.ts'
import { POLL_SECONDS } from '../device/device-guard.ts'
import { issuerOf, MOUNT, pathFacts } from '../mount/paths.ts'
import { createShowPage } from '../pages/library-pages.ts'
import { hopPage } from '../pages/sign-in-pages.ts'
import type { RoomParts } from '../parts.ts'
import { type ConfigurationParts, configuration } from './configuration.ts'

export interface ProviderParts extends ConfigurationParts, Pick<RoomParts, 'facts' | 'failed' | 'trail'> {
  /** A detour on the way to `next`, for a browser that has signed out here. */
  readonly signOut: IdpSignIn['signOut']
}

/** The library's events for requests that it refused. */
const REFUSALS = [
  'authorization.error',
  'grant.error',
  'introspection.error',
  'revocation.error',
  'userinfo.error',
  'pushed_authorization_request.error',
  'device_authorization.error',
  'code_verification.error',
  'device_resume.error',
  'end_session.error',
  'end_session_confirm.error',
] as const
/** Answers to a waiting device, not refusals. */
const PATIENCE: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down'])

export interface BuiltProvider {
  readonly provider: Provider
  readonly callback: (req: IncomingMessage, res: ServerResponse) => Promise<void>
}

export const createProvider = (parts: ProviderParts): BuiltProvider => {
  const provider = new Provider(issuerOf(parts.publicUrl), configuration(parts))
  fixAddress(provider, parts)
  compareHashes(provider)
  matchAddresses(provider)
  provider.use((ctx, next) => detour(parts, ctx as KoaContextWithOIDC, next))
  provider.use((ctx, next) => frame(parts.publicUrl.origin, ctx as KoaContextWithOIDC, next))
  provider.use((ctx, next) => (strayDevice(provider, ctx) ? seeDevicePage(ctx) : next()))
  const events: EventEmitter = provider
  events.on('server_error', (ctx: Visit, error: unknown) => {
    if (error instanceof StoreUnavailable && ctx.status === 500) {
      ctx.status = 503
      ctx.set('Retry-After', '1')
    }
    parts.failed(error)
  })
  events.on('error', error => parts.failed(error))
  for (const name of REFUSALS)
    events.on(name, (ctx: KoaContextWithOIDC, error: unknown) => {
      if (!(error instanceof errors.OIDCProviderError) || PATIENCE.has(error.error)) return
      parts.facts.refused(error.error)
      if (error.error === 'invalid_client') noteClient(parts, ctx)
    })
  return { provider, callback: provider.callback() }
}

/** Somebody who says that they are a client of an organisation, and cannot show it. */
const noteClient = ({ trail }: ProviderParts, { oidc, ip }: KoaContextWithOIDC): void => {
  const { org, id } = oidc?.client ? { ...ownOf(oidc.client), id: oidc.client.clientId } : {}
  if (org === undefined || id === undefined) return
  const why = 'the client did not show its secret, key or certificate'
  trail.refused(
    org,
    { actor: 'anonymous', operation: 'useCredential', target: id, reason: why, address: ip },
    'unauthenticated',
  )
}

/** Every URL is made of the issuer's host: neither Host nor a forwarding header can put another one anywhere. */
const fixAddress = (provider: Provider, { publicUrl }: ProviderParts): void => {
  const fixed = (get: (this: { originalUrl: string }) => unknown) => ({ get, configurable: true })
  Object.defineProperties(provider.request, {
    host: fixed(() => publicUrl.host),
    hostname: fixed(() => publicUrl.hostname),
    protocol: fixed(() => publicUrl.protocol.slice(0, -1)),
    secure: fixed(() => publicUrl.protocol === 'https:'),
    origin: fixed(() => publicUrl.origin),
    href: fixed(function () {
      return publicUrl.origin + this.originalUrl
    }),
  })
  // The header holds one address: the one that the HTTP room decided on.
  provider.proxy = true
}

const compareHashes = (provider: Provider): void => {
  provider.Client.prototype.compareClientSecret = function (text: unknown) {
    return secretMatches(ownOf(this), text, new Date())
  }
}

const matchAddresses = (provider: Provider): void => {
  const { prototype } = provider.Client
  prototype.redirectUriAllowed = function (uri) {
    return mayReturnTo(this, this.redirectUris ?? [], uri)
  }
  prototype.postLogoutRedirectUriAllowed = function (uri) {
    return mayReturnTo(this, this.postLogoutRedirectUris ?? [], uri)
  }
}

type Visit = Parameters<Parameters<Provider['use']>[0]>[0]

/**
 * A device form without a session cookie makes the library fail, for instance after the cookie expired. Such a visit starts again at
 * the first page.
 */
const strayDevice = (provider: Provider, ctx: Visit): boolean => {
  const page = ctx.method === 'POST' ? ctx.path === '/device' : /^\/device\/(?!auth$)/.test(ctx.path)
  return page && ctx.cookies.get(provider.cookieName('session')) === undefined
}

/** After signing out here, sends the browser through its identity provider if that should be told, and then to the application. */
const detour = async (
  { signOut, brand }: Pick<ProviderParts, 'signOut' | 'brand'>,
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> => {
  await next()
  if (ctx.oidc?.route !== 'end_session_confirm' || ctx.status !== 303 || !ctx.oidc.params?.logout) return
  const out = await signOut?.(ctx.get('cookie'), ctx.response.get('location'))
  if (!out) return
  ctx.append('set-cookie', out.forget)
  if (out.hop && 'post' in out.hop) {
    ctx.remove('location')
    ctx.status = 200
    const { url, fields } = out.hop.post
    return createShowPage(brand)(ctx, hopPage(url, fields, 'hop.signing_out'))
  }
  if (out.hop) ctx.redirect(out.hop.redirect)
  ctx.status = 303
}

const seeDevicePage = (ctx: Visit): void => {
  ctx.redirect(`${MOUNT}/device`)
  ctx.status = 303
}

/** Adds to every answer: page headers, CORS by our rules, and the device flow's `interval`, which the library leaves out. */
const frame = async (origin: string, ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
  ctx.set({ ...PAGE_HEADERS })
  await next()
  if (!mayBeRead(origin, ctx))
    for (const name of Object.keys(ctx.response.headers).filter(name => name.startsWith('access-control-')))
      ctx.remove(name)
  const body: unknown = ctx.body
  if (typeof body === 'object' && body !== null && 'device_code' in body)
    Object.assign(body, { interval: POLL_SECONDS })
}

/**
 * Whether a page of this origin may read the answer. Everybody may read keys and metadata, and our own origin everything. Pages of
 * a browser application may read the endpoints they call with its tokens; cookies have no effect there. A preflight names no
 * client, so it is always allowed, and the actual call is checked.
 */
const mayBeRead = (origin: string, ctx: KoaContextWithOIDC): boolean => {
  if (ctx.path.endsWith('/jwks') || ctx.path.includes('/.well-known/')) return true
  const asked = ctx.get('Origin')
  if (asked === origin) return true
  if (asked === '' || !pathFacts(ctx.path)?.browsers) return false
  const client = ctx.method === 'OPTIONS' ? undefined : ctx.oidc?.client
  return ctx.method === 'OPTIONS' || (client !== undefined && mayCallFrom(client, asked))
}
