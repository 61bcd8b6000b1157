/** One openid-client configuration per sign-in: our metadata, our way out, and keys that are renewed when an unknown one is used. */
import { createPrivateKey } from 'node:crypto'
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

/** How long each request of a sign-in may take, in seconds. */
const TIMEOUT = 10

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
  config.timeout = TIMEOUT
  config[customFetch] = fetchFor(metadata, parts)
  // Whether plain http may be used is for the way out to say: it allows it in named networks only.
  allowInsecureRequests(config)
  enableNonRepudiationChecks(config)
  return config
}

const authOf = async (
  { client_auth, client_id }: OidcSettings,
  secrets: Readonly<Record<string, string>>,
): Promise<ClientAuth> => {
  if (client_auth === 'none') return None()
  if (client_auth === 'private_key_jwt') return PrivateKeyJwt(await signingKey(secrets.client_key))
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
  readonly signal?: AbortSignal
}

/** openid-client sends forms only: its bodies are texts once printed. */
const outboundRequest = ({ method, headers, body, signal }: FetchOptions): OutboundRequest => ({
  ...(method === undefined ? {} : { method }),
  ...(headers === undefined ? {} : { headers }),
  ...(body == null ? {} : { body: String(body) }),
  ...(signal ? { signal } : {}),
})

const sameUrl = (a: string, b: string | undefined): boolean =>
  b !== undefined && new URL(a).href === new URL(b).href
