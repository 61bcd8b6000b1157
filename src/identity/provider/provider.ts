/**
 * One instance of the library, built for one state of the key ring. It is never changed: other keys make another one, which
 * takes its place behind the mount while requests under way finish on the old.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { StoreUnavailable } from '../../ports/errors.ts'
import type { IdpSignIn } from '../../ports/idp-sign-in.ts'
import { ownOf, secretMatches } from '../clients/client-metadata.ts'
import { mayCallFrom, mayReturnTo } from '../clients/own-addresses.ts'
import { POLL_SECONDS } from '../device/device-guard.ts'
import { MOUNT, pathFacts } from '../mount/paths.ts'
import { PAGE_HEADERS } from '../pages/page.ts'
import type { RoomParts } from '../parts.ts'
import { type ConfigurationParts, configuration } from './configuration.ts'

export interface ProviderParts extends ConfigurationParts, Pick<RoomParts, 'facts' | 'failed'> {
  /** A detour on the way to `next`, for a browser that has signed out here. */
  readonly signOut: IdpSignIn['signOut']
}

/** What the library tells of requests that it refused. */
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
/** A device that waits is refused nothing. */
const PATIENCE: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down'])

export interface BuiltProvider {
  readonly provider: Provider
  readonly callback: (req: IncomingMessage, res: ServerResponse) => Promise<void>
}

/** The issuer is the public URL with the path of the mount. */
export const issuerOf = (publicUrl: URL): string => publicUrl.origin + MOUNT

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
    events.on(name, (_ctx: Visit, error: unknown) => {
      if (error instanceof errors.OIDCProviderError && !PATIENCE.has(error.error))
        parts.facts.refused(error.error)
    })
  return { provider, callback: provider.callback() }
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
 * A device page that is posted or come back to without a session has nothing to go on from, and the library fails on it:
 * such a visit begins at the first page.
 */
const strayDevice = (provider: Provider, ctx: Visit): boolean => {
  const page = ctx.method === 'POST' ? ctx.path === '/device' : /^\/device\/(?!auth$)/.test(ctx.path)
  return page && ctx.cookies.get(provider.cookieName('session')) === undefined
}

/** Whoever has signed out here is on the way to the application: by way of their identity provider, where it is to be told. */
const detour = async (
  { signOut }: Pick<ProviderParts, 'signOut'>,
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
): Promise<void> => {
  await next()
  if (ctx.oidc?.route !== 'end_session_confirm' || ctx.status !== 303 || !ctx.oidc.params?.logout) return
  const out = await signOut?.(ctx.get('cookie'), ctx.response.get('location'))
  if (!out) return
  ctx.append('set-cookie', out.forget)
  if (out.redirect !== undefined) ctx.redirect(out.redirect)
  ctx.status = 303
}

const seeDevicePage = (ctx: Visit): void => {
  ctx.redirect(`${MOUNT}/device`)
  ctx.status = 303
}

/** Around every answer of the library: page headers, the origins that may read it, and the poll interval it leaves out. */
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
 * Whether a page of the asking origin may read the answer. Keys and metadata are everybody's. Of the rest, our own pages may
 * read all, and pages of a browser application what they call with its own tokens: cookies count for none of these. A question
 * whether a call may be made (preflight) names no client; the call itself is judged by its own.
 */
const mayBeRead = (origin: string, ctx: KoaContextWithOIDC): boolean => {
  if (ctx.path.endsWith('/jwks') || ctx.path.includes('/.well-known/')) return true
  const asked = ctx.get('Origin')
  if (asked === origin) return true
  if (asked === '' || !pathFacts(ctx.path)?.browsers) return false
  const client = ctx.method === 'OPTIONS' ? undefined : ctx.oidc?.client
  return (
    ctx.method === 'OPTIONS' ||
    (client !== undefined && mayCallFrom(client, client.redirectUris ?? [], asked))
  )
}
