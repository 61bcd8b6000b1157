import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Client, ClientKind, ClientSettings } from '../../model/client.ts'
import type { CertificateHeaders } from '../../model/client-certificate.ts'
import { authMethod } from './client-metadata.ts'
import { webFault } from './web-address.ts'

type Finding = { readonly path: string; readonly message: string }
type Wish = ClientSettings & { readonly kind: ClientKind }

const found = (path: string, message: string | undefined | false): Finding[] =>
  message ? [{ path: `body.${path}`, message }] : []

/** What is wrong with how a client authenticates: its keys, and whether they fit its method and its profile. */
export const keyFindings = (wish: Wish, certificates?: CertificateHeaders): readonly Finding[] => {
  const method = authMethod(wish)
  const hasKeys = method === 'private_key_jwt' || method === 'self_signed_tls_client_auth'
  const { jwks, jwks_uri } = wish
  const keys = jwks?.keys ?? []
  return [
    ...keys.flatMap((key, at) => found(`jwks.keys.${at}`, keyFault(key))),
    ...found('jwks', hasKeys && !jwks && !jwks_uri && `\`${method}\` needs \`jwks\` or \`jwks_uri\``),
    ...found('jwks', jwks && jwks_uri && 'is either here or at `jwks_uri`'),
    ...found(
      'jwks',
      !hasKeys &&
        (jwks || jwks_uri) &&
        'only a client of `private_key_jwt` or `self_signed_tls_client_auth` has keys',
    ),
    ...certificateFindings(wish, certificates),
    ...found('jwks_uri', jwks_uri && webFault(jwks_uri)),
    ...(wish.profile === 'fapi2' ? profileFindings(wish) : []),
  ]
}

/** RFC 8705: what a certificate is for, and whether this service is told of one. */
const certificateFindings = (wish: Wish, headers: CertificateHeaders | undefined): readonly Finding[] => {
  const method = authMethod(wish)
  const keys = method === 'self_signed_tls_client_auth' ? (wish.jwks?.keys ?? []) : []
  const byName = method === 'tls_client_auth'
  const unheard = 'no proxy passes certificates on to this service: KASBAH_CLIENT_CERT_HEADER'
  const unvouched = 'no proxy says who issued a certificate: KASBAH_CLIENT_VERIFY_HEADER'
  return [
    ...keys.flatMap(({ x5c }, at) =>
      found(`jwks.keys.${at}.x5c`, x5c === undefined && 'is the certificate, which is missing'),
    ),
    ...found('auth_method', method.includes('tls') && !headers && unheard),
    ...found('auth_method', byName && headers && headers.verified === undefined && unvouched),
    ...found('certificate_name', byName && !wish.certificate_name && '`tls_client_auth` needs the name'),
    ...found(
      'certificate_name',
      !byName && wish.certificate_name && 'only a client of `tls_client_auth` has one',
    ),
    ...found('certificate_bound', wish.certificate_bound && !headers && unheard),
    ...found(
      'certificate_bound',
      wish.certificate_bound && method === 'none' && 'is for clients that prove who they are',
    ),
  ]
}

/** FAPI 2.0 Security Profile, section 5.3: what it asks of the registration of a client. */
const profileFindings = (wish: Wish): readonly Finding[] => [
  ...found('kind', wish.kind !== 'web' && 'the profile is for a `web` client'),
  ...found(
    'auth_method',
    !PROFILED.has(authMethod(wish)) && 'the profile needs `private_key_jwt` or mutual TLS',
  ),
  ...found('require_par', !wish.require_par && 'the profile needs pushed authorization requests'),
  ...found(
    'dpop_bound',
    !wish.dpop_bound &&
      !wish.certificate_bound &&
      'the profile needs tokens that are bound to a key or a certificate',
  ),
  ...found('require_pkce', !wish.require_pkce && 'the profile needs PKCE'),
  ...found(
    'id_token_alg',
    (wish.id_token_alg ?? 'RS256') === 'RS256' && 'the profile allows PS256, ES256 and EdDSA',
  ),
]

const PROFILED = new Set(['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'])

const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const SMALLEST_RSA = 2048
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

type PublicJwk = NonNullable<Client['jwks']>['keys'][number]

const keyFault = (jwk: PublicJwk): string | undefined => {
  if (PRIVATE_PARTS.some(part => part in jwk))
    return 'has a private part: send the public key, and replace this one'
  const key = readKey(jwk)
  if (!key) return 'is not a public key'
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ed25519') return undefined
  if (key.asymmetricKeyType === 'ec')
    return CURVES.has(namedCurve) ? undefined : 'is of a curve that is not used here'
  if (key.asymmetricKeyType !== 'rsa') return 'is of a kind that is not used here'
  return modulusLength < SMALLEST_RSA ? `is shorter than ${SMALLEST_RSA} bits` : undefined
}

const readKey = (jwk: PublicJwk): KeyObject | undefined => {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' })
  } catch {
    return undefined
  }
}
