/** One openid-client configuration per sign-in: our metadata, our way out, and keys that are renewed when an unknown one is used. */
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretJwt,
  ClientSecretPost,
  Configuration,
  type CryptoKey,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  modifyAssertion,
  None,
  PrivateKeyJwt,
} from 'openid-client'
import type { OidcSettings } from '../../src/model/idp.ts'
import type { ConnectedIdp } from '../../src/ports/idp-protocol.ts'
import { SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Outbound, OutboundRequest } from '../../src/ports/outbound.ts'
import type { Documents } from './documents.ts'
import { keysFor, tokenIn } from './keys.ts'
import type { Metadata } from './metadata.ts'

export interface ClientParts {
  readonly outbound: Outbound
  readonly documents: Documents
}

export const clientOf = async (
  { settings, secrets }: ConnectedIdp<OidcSettings>,
  metadata: Metadata,
  parts: ClientParts,
): Promise<Configuration> => {
  const server = {
    ...metadata,
    // What the settings allow is the law, whatever the IdP offers. `none` and symmetric algorithms are never in it.
    id_token_signing_alg_values_supported: [...settings.algorithms],
    userinfo_signing_alg_values_supported: [...settings.algorithms],
  }
  const config = new Configuration(
    server as ConstructorParameters<typeof Configuration>[0],
    settings.client_id,
    { [clockTolerance]: settings.clock_skew },
    await authOf(settings, secrets),
  )
  // The way out bounds each request, by the time in which this process runs.
  config.timeout = 0
  config[customFetch] = fetchFor(metadata, parts)
  // Whether plain http may be used is for the way out to say: it allows it in named networks only.
  allowInsecureRequests(config)
  enableNonRepudiationChecks(config)
  return config
}

const authOf = async (
  settings: OidcSettings,
  secrets: Readonly<Record<string, string>>,
): Promise<ClientAuth> => {
  const { client_auth, client_id } = settings
  if (client_auth === 'none') return None()
  if (client_auth === 'private_key_jwt') return assertionAuth(settings, secrets.client_key)
  const secret = secrets.client_secret
  if (!secret) throw new SignInRefused('idp_misconfigured', 'The client secret is not set.')
  switch (client_auth) {
    case 'client_secret_post':
      return ClientSecretPost(secret)
    case 'client_secret_jwt':
      return ClientSecretJwt(secret)
    case 'client_secret_basic':
      return ClientSecretBasic(secret)
    case 'client_secret_basic_raw':
      return (_server, _client, _body, headers) =>
        headers.set('authorization', `Basic ${Buffer.from(`${client_id}:${secret}`).toString('base64')}`)
  }
}

/**
 * Signs as our client. The header names the key, so that an IdP with several of ours finds it: by the id of the settings or
 * else by its thumbprint (RFC 7638), and by the certificate where the IdP knows keys by that.
 */
const assertionAuth = async (
  { client_key_id, client_certificate }: OidcSettings,
  pem: string | undefined,
): Promise<ClientAuth> => {
  const key = await signingKey(pem)
  const kid =
    client_key_id ??
    (await calculateJwkThumbprint(createPublicKey(pem ?? '').export({ format: 'jwk' }) as JWK))
  const certified = client_certificate === undefined ? {} : thumbprintsOf(client_certificate)
  return PrivateKeyJwt({ key, kid }, { [modifyAssertion]: header => Object.assign(header, certified) })
}

/** `x5t` is of SHA-1 by its definition (RFC 7515): it finds a certificate, and proves nothing. @throws SignInRefused */
const thumbprintsOf = (pem: string) => {
  try {
    const { raw } = new X509Certificate(pem)
    const digest = (algorithm: string) => createHash(algorithm).update(raw).digest('base64url')
    return { x5t: digest('sha1'), 'x5t#S256': digest('sha256') }
  } catch (error) {
    throw new SignInRefused('idp_misconfigured', 'The client certificate cannot be read.', error)
  }
}

/** An RSA or P-256 key of PKCS 8 text. @throws SignInRefused when it is neither */
const signingKey = async (pem: string | undefined): Promise<CryptoKey> => {
  try {
    const key = createPrivateKey(pem ?? '')
    const algorithm =
      key.asymmetricKeyType === 'ec'
        ? { name: 'ECDSA', namedCurve: 'P-256' }
        : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    return (await crypto.subtle.importKey(
      'pkcs8',
      key.export({ type: 'pkcs8', format: 'der' }),
      algorithm,
      false,
      ['sign'],
    )) as CryptoKey
  } catch (error) {
    throw new SignInRefused('idp_misconfigured', 'The client key cannot be used.', error)
  }
}

/**
 * The way out of one sign-in. Keys come from the cache; when they do not verify the token that has just arrived, newer ones
 * are asked for.
 */
const fetchFor = ({ jwks_uri, token_endpoint, userinfo_endpoint }: Metadata, parts: ClientParts) => {
  let arrived: string | undefined
  return async (url: string, options: FetchOptions): Promise<Response> => {
    if (sameUrl(url, jwks_uri)) return Response.json(await keysFor(parts.documents, jwks_uri, arrived))
    const answer = await parts.outbound(url, outboundRequest(options))
    if (sameUrl(url, token_endpoint)) arrived = await tokenIn(answer.clone(), 'token')
    else if (sameUrl(url, userinfo_endpoint)) arrived = await tokenIn(answer.clone(), 'jwt')
    return answer
  }
}

interface FetchOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** openid-client sends forms only: its bodies are texts once printed. */
const outboundRequest = ({ method, headers, body }: FetchOptions): OutboundRequest => ({
  ...(method === undefined ? {} : { method }),
  ...(headers === undefined ? {} : { headers }),
  ...(body == null ? {} : { body: String(body) }),
})

const sameUrl = (a: string, b: string | undefined): boolean =>
  b !== undefined && new URL(a).href === new URL(b).href
