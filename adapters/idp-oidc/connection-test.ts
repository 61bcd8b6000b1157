/** Tries an OpenID provider's set-up without a person, and says what is wrong so that an admin can mend it. */
import { authorizationCodeGrant, ResponseBodyError, randomPKCECodeVerifier } from 'openid-client'
import type { OidcSettings } from '../../src/model/idp.ts'
import type { ConnectedIdp, Finding } from '../../src/ports/idp-protocol.ts'
import { type Outbound, OutboundFailed, type OutboundReason } from '../../src/ports/outbound.ts'
import { type ClientParts, clientOf } from './client.ts'
import { createDocuments, Unreadable } from './documents.ts'
import { IssuerDiffers, type Metadata, readMetadata } from './metadata.ts'
import { refusalOf } from './refusal.ts'

export const testOidcConnection = async (
  idp: ConnectedIdp<OidcSettings>,
  outbound: Outbound,
): Promise<readonly Finding[]> => {
  const { settings } = idp
  // Documents of its own: what a test says is how things are now, not how they were a few minutes ago.
  const parts: ClientParts = { outbound, documents: createDocuments(outbound) }
  let metadata: Metadata
  try {
    metadata = await readMetadata(parts.documents, settings.issuer)
  } catch (error) {
    return [failed('metadata', error)]
  }
  return [
    good('metadata', `The metadata of ${settings.issuer} was read.`),
    await keys(metadata, settings, parts),
    offered(settings, metadata),
    await client(idp, metadata, parts),
    await credentials(idp, metadata, parts),
  ]
}

const good = (check: string, detail: string): Finding => ({ check, ok: true, detail })
const bad = (check: string, detail: string, mend: string): Finding => ({ check, ok: false, detail, mend })

const MENDS: Readonly<Record<OutboundReason, string>> = {
  address:
    'Check the spelling of the host name. If it is right, use the public https address, or ask the operator to add its network to KASBAH_OUTBOUND_NETWORKS.',
  scheme: 'Write the issuer as an https address.',
  unreachable: 'Check that the identity provider is up and that a firewall lets this service reach it.',
  tls: 'Give the identity provider a certificate of a known authority, or start this service with NODE_EXTRA_CA_CERTS naming yours.',
  slow: 'The identity provider, or a proxy on the way, takes longer than five seconds: look at its health.',
  large: 'The answer is not that of an OpenID provider: check the issuer.',
}

/** What failed, in words of our own: an error that nobody foresaw may hold names of the inside. */
const failed = (check: string, error: unknown): Finding => {
  const outbound = outboundIn(error)
  if (outbound) return bad(check, sentence(outbound.message), MENDS[outbound.reason])
  return error instanceof IssuerDiffers
    ? bad(
        check,
        sentence(error.message),
        'Set `issuer` to exactly what the metadata says, to the last slash. A template such as {tenantid} means: use the address of your own tenant.',
      )
    : bad(
        check,
        error instanceof Unreadable ? sentence(error.message) : 'It could not be read.',
        'Check that the issuer, with /.well-known/openid-configuration behind it, shows JSON in a browser.',
      )
}

const keys = async (
  metadata: Metadata,
  { algorithms }: OidcSettings,
  parts: ClientParts,
): Promise<Finding> => {
  try {
    const { keys: found } = (await parts.documents.get(metadata.jwks_uri)) as { keys?: unknown }
    if (!Array.isArray(found) || found.length === 0)
      return bad(
        'keys',
        `${metadata.jwks_uri} holds no key.`,
        'Publish the signing key at the identity provider.',
      )
    const types = new Set(found.map((key: { kty?: unknown } | null) => key?.kty))
    const usable = algorithms.some(alg =>
      types.has(/^[RP]S/.test(alg) ? 'RSA' : alg.startsWith('ES') ? 'EC' : 'OKP'),
    )
    return usable
      ? good(
          'keys',
          found.length === 1 ? '1 signing key was read.' : `${found.length} signing keys were read.`,
        )
      : bad(
          'keys',
          'No key of the identity provider fits the accepted algorithms.',
          'Add the algorithm that the identity provider signs with to `algorithms`; symmetric ones cannot be used.',
        )
  } catch (error) {
    return failed('keys', error)
  }
}

const offered = (settings: OidcSettings, metadata: Metadata): Finding => {
  const signs = metadata.id_token_signing_alg_values_supported
  if (signs && !settings.algorithms.some(alg => signs.includes(alg)))
    return bad(
      'algorithms',
      `The identity provider signs with ${signs.join(', ')}.`,
      'Add one of these to `algorithms`, or set an asymmetric one at the identity provider.',
    )
  const auth = settings.client_auth.replace('_raw', '')
  const methods = metadata.token_endpoint_auth_methods_supported
  if (methods && !methods.includes(auth))
    return bad(
      'client_auth',
      `The identity provider offers ${methods.join(', ')}, the settings say ${auth}.`,
      'Set `client_auth` to one that it offers.',
    )
  return good('offer', 'Algorithms and client authentication fit what the identity provider offers.')
}

const client = async (
  idp: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<Finding> => {
  try {
    await clientOf(idp, metadata, parts)
    return good(
      'client',
      `Register ${idp.addresses.callback} as the redirect URI at the identity provider, ${idp.addresses.signed_out} as the post-logout redirect URI and ${idp.addresses.logout} for back-channel logout.`,
    )
  } catch (error) {
    return bad('client', refusalOf(error).detail, 'Set the secret or key again.')
  }
}

/** Redeems a code that cannot exist: `invalid_grant` means that the client itself was accepted. */
const credentials = async (
  idp: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<Finding> => {
  const error = await redeeming(idp, metadata, parts)
  if (outboundIn(error)) return failed('credentials', error)
  if (error instanceof ResponseBodyError && error.error === 'invalid_grant')
    return good('credentials', 'The token endpoint accepts the client.')
  const refusal = refusalOf(error)
  if (refusal.code === 'client_refused')
    return bad(
      'credentials',
      `The token endpoint does not accept the client. ${refusal.detail}`,
      'The client id, its secret or key, or `client_auth` is wrong, or the secret has expired. If the secret has special characters, try client_secret_basic_raw or client_secret_post.',
    )
  return error === undefined || error instanceof ResponseBodyError
    ? good(
        'credentials',
        `Whether the token endpoint accepts the client shows at the first sign-in. ${error ? refusal.detail : ''}`.trim(),
      )
    : bad(
        'credentials',
        'The token endpoint did not answer as OAuth 2.0 says.',
        'Check the token endpoint in the metadata of the identity provider, and what answers there.',
      )
}

/** The error that comes of it, by the very steps of a sign-in. */
const redeeming = async (
  idp: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<unknown> => {
  try {
    const came = new URL(idp.addresses.callback)
    came.search = new URLSearchParams({
      code: 'connection-test',
      state: 'connection-test',
      ...(metadata.authorization_response_iss_parameter_supported ? { iss: metadata.issuer } : {}),
    }).toString()
    await authorizationCodeGrant(await clientOf(idp, metadata, parts), came, {
      expectedState: 'connection-test',
      pkceCodeVerifier: randomPKCECodeVerifier(),
    })
    return undefined
  } catch (error) {
    return error
  }
}

const outboundIn = (error: unknown): OutboundFailed | undefined =>
  [error, error instanceof Error ? error.cause : undefined].find(one => one instanceof OutboundFailed)

const sentence = (text: string): string => `${text.replace(/\.$/, '')}.`
