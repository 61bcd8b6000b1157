import type { ClientKind, ClientSettings } from '../../model/client.ts'
import type { CertificateHeaders } from '../../model/client-certificate.ts'
import { Problem } from '../../model/problems.ts'
import { keyFindings } from './client-keys.ts'
import { authMethod } from './client-metadata.ts'
import { LOOPBACK, webFault } from './web-address.ts'

type Finding = { path: string; message: string }

/**
 * Checks the addresses that a client registers: absolute, without fragment, user name or password, and https unless they are on a
 * loopback address.
 * @throws Problem malformed, with one finding per address
 */
export const requireUris = (
  kind: ClientKind,
  wish: ClientSettings,
  certificates: CertificateHeaders | undefined,
): void => {
  const redirects = kind === 'web' || kind === 'public'
  const errors: Finding[] = [
    ...wish.redirect_uris.flatMap((uri, i) =>
      finding(`redirect_uris.${i}`, redirectFault(uri, kind === 'public')),
    ),
    ...(wish.allowed_origins ?? []).flatMap((uri, i) =>
      finding(`allowed_origins.${i}`, originFault(uri, kind)),
    ),
    ...wish.post_logout_redirect_uris.flatMap((uri, i) =>
      finding(`post_logout_redirect_uris.${i}`, redirectFault(uri, kind === 'public')),
    ),
    ...finding(
      'backchannel_logout_uri',
      wish.backchannel_logout_uri && webFault(wish.backchannel_logout_uri),
    ),
    ...finding('initiate_login_uri', wish.initiate_login_uri && webFault(wish.initiate_login_uri)),
    ...finding('default_resource', wish.default_resource && resourceFault(wish.default_resource)),
    ...finding('audience', wish.audience && resourceFault(wish.audience)),
    ...finding('audience', wish.audience && noSecretFault(kind, wish)),
    ...wish.resources.flatMap((uri, i) => finding(`resources.${i}`, resourceFault(uri))),
    ...keyFindings({ kind, ...wish }, certificates),
    ...finding('redirect_uris', mixFault(wish.redirect_uris)),
    ...finding(
      'redirect_uris',
      redirects && wish.redirect_uris.length === 0 ? 'this kind needs at least one' : undefined,
    ),
    ...finding(
      'redirect_uris',
      !redirects && wish.redirect_uris.length > 0 ? `a ${kind} client has none` : undefined,
    ),
  ]
  if (errors.length > 0) throw new Problem('malformed', undefined, { errors })
}

const finding = (path: string, message: string | undefined): Finding[] =>
  message === undefined || message === '' ? [] : [{ path: `body.${path}`, message }]

/** A private-use scheme makes the client native, and the library rejects native clients with https on loopback. */
const mixFault = (uris: readonly string[]): string | undefined =>
  uris.some(uri => !/^https?:/i.test(uri)) && uris.some(uri => URL.canParse(uri) && isLocalTls(new URL(uri)))
    ? 'https on a loopback address does not go together with a scheme of the application: use http there'
    : undefined

const isLocalTls = ({ protocol, hostname }: URL): boolean => protocol === 'https:' && LOOPBACK.test(hostname)

const redirectFault = (uri: string, mayBePrivate: boolean): string | undefined => {
  // RFC 8252 section 7.1: a private-use scheme is a reversed domain name.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1] ?? ''
  if (mayBePrivate && scheme.includes('.') && !uri.includes('#')) return undefined
  if (uri.includes('*')) return 'must not have a wildcard'
  return webFault(uri)
}

const noSecretFault = (kind: ClientKind, wish: ClientSettings): string | undefined =>
  authMethod({ kind, ...wish }) === 'none' ? 'needs a client with a secret, to introspect with' : undefined

const resourceFault = (uri: string): string | undefined =>
  URL.canParse(uri) && !uri.includes('#') ? undefined : 'must be an absolute URI without a fragment'

const originFault = (text: string, kind: ClientKind): string | undefined => {
  if (kind !== 'public') return 'only a public client has pages that call from a browser'
  if (text.includes('*') || !URL.canParse(text) || new URL(text).origin !== text)
    return 'is an origin such as https://app.example.com'
  return webFault(text)
}
