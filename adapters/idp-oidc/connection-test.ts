/** Tries an OpenID provider's set-up without a person, and says what is wrong so that an admin can mend it. */
import { authorizationCodeGrant, randomPKCECodeVerifier } from 'openid-client'
import type { OidcSettings } from '../../src/model/idp.ts'
import type { ConnectedIdp, Finding } from '../../src/ports/idp-protocol.ts'
import { OutboundFailed, type OutboundReason } from '../../src/ports/outbound.ts'
import { type ClientParts, clientOf } from './client.ts'
import { IssuerDiffers, type Metadata, readMetadata } from './metadata.ts'

export const testOidcConnection = async (
  idp: ConnectedIdp<OidcSettings>,
  parts: ClientParts,
): Promise<readonly Finding[]> => {
  const { settings } = idp
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
  address: 'Use the public address, or ask the operator to add its network to KASBAH_OUTBOUND_NETWORKS.',
  scheme: 'Write the issuer as an https address.',
  name: 'Check the spelling of the host name, and that this service can resolve it.',
  unreachable: 'Check that the provider is up and that a firewall lets this service reach it.',
  tls: 'Give the provider a certificate of a known authority, or start this service with NODE_EXTRA_CA_CERTS naming yours.',
  slow: 'The provider, or a proxy on the way, takes longer than five seconds: look at its health.',
  large: 'What answered is not an OpenID provider: check the issuer.',
}

const failed = (check: string, error: unknown): Finding => {
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof OutboundFailed) return bad(check, detail, MENDS[error.reason])
  return error instanceof IssuerDiffers
    ? bad(
        check,
        detail,
        'Set `issuer` to exactly what the metadata says, to the last slash. A template such as {tenantid} means: use the address of your own tenant.',
      )
    : bad(
        check,
        detail,
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
      return bad('keys', `${metadata.jwks_uri} holds no key.`, 'Publish the signing key at the provider.')
    const types = new Set(found.map((key: { kty?: unknown } | null) => key?.kty))
    const usable = algorithms.some(alg =>
      types.has(/^[RP]S/.test(alg) ? 'RSA' : alg.startsWith('ES') ? 'EC' : 'OKP'),
    )
    return usable
      ? good('keys', `${found.length} signing keys were read.`)
      : bad(
          'keys',
          'No key of the provider fits the accepted algorithms.',
          'Add the algorithm that the provider signs with to `algorithms`; symmetric ones cannot be used.',
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
      `The provider signs with ${signs.join(', ')}.`,
      'Add one of these to `algorithms`, or set an asymmetric one at the provider.',
    )
  const auth = settings.client_auth.replace('_raw', '')
  const methods = metadata.token_endpoint_auth_methods_supported
  if (methods && !methods.includes(auth))
    return bad(
      'client_auth',
      `The provider offers ${methods.join(', ')}, the settings say ${auth}.`,
      'Set `client_auth` to one that it offers.',
    )
  return good('offer', 'Algorithms and client authentication fit what the provider offers.')
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
      `Register ${idp.addresses.callback} as the redirect URI at the provider, ${idp.addresses.signed_out} as the post-logout redirect URI and ${idp.addresses.logout} for back-channel logout.`,
    )
  } catch (error) {
    return bad(
      'client',
      error instanceof Error ? error.message : String(error),
      'Set the secret or key again.',
    )
  }
}

/** Redeems a code that cannot exist: `invalid_grant` means that the client itself was accepted. */
const credentials = async (
  idp: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<Finding> => {
  const error = await tokenError(idp, metadata, parts)
  if (error === 'invalid_grant') return good('credentials', 'The token endpoint accepts the client.')
  if (error === 'invalid_client' || error === 'unauthorized_client')
    return bad(
      'credentials',
      `The token endpoint answers ${error}.`,
      'The client id, its secret or key, or `client_auth` is wrong, or the secret has expired. If the secret has special characters, try client_secret_basic_raw or client_secret_post.',
    )
  return error === undefined || /^[a-z_]{1,64}$/.test(error)
    ? good(
        'credentials',
        `The token endpoint answered ${error ?? 'without an error'}; whether it accepts the client shows at the first sign-in.`,
      )
    : bad('credentials', `The token endpoint could not be asked: ${error}.`, MENDS.unreachable)
}

const tokenError = async (
  idp: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<string | undefined> => {
  try {
    const came = new URL(idp.addresses.callback)
    came.search = new URLSearchParams({
      code: 'idp-test',
      state: 'idp-test',
      ...(metadata.authorization_response_iss_parameter_supported ? { iss: metadata.issuer } : {}),
    }).toString()
    await authorizationCodeGrant(await clientOf(idp, metadata, parts), came, {
      expectedState: 'idp-test',
      pkceCodeVerifier: randomPKCECodeVerifier(),
    })
    return undefined
  } catch (error) {
    const { error: code } = error as { error?: unknown }
    if (typeof code === 'string') return code
    const outbound = [error, (error as Error).cause].find(one => one instanceof OutboundFailed)
    return outbound ? outbound.message : undefined
  }
}
