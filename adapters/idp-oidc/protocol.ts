/**
 * Signs people in at an OpenID provider: the code flow with PKCE, state and nonce. Owns every check of what comes back
 * (issuer of the answer, signature, issuer, audience, times, nonce, one subject in ID token and userinfo) and what IdPs
 * publish, cached. Does not own who the person is here, nor the binding of the answer to a browser.
 */
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client'
import { freshnessAsked, isFresh } from '../../src/model/freshness.ts'
import type { OidcSettings } from '../../src/model/idp.ts'
import type { ConnectedIdp, IdpProtocol, Memory, ProtocolRequest } from '../../src/ports/idp-protocol.ts'
import { type Hop, SignInRefused } from '../../src/ports/idp-sign-in.ts'
import type { Outbound } from '../../src/ports/outbound.ts'
import { type Claims, checkTimes, statementOf } from './claims.ts'
import { type ClientParts, clientOf } from './client.ts'
import { testOidcConnection } from './connection-test.ts'
import { createDocuments } from './documents.ts'
import { headerOf } from './keys.ts'
import { readLogoutToken } from './logout-token.ts'
import { endSessionOf, type Metadata, readMetadata } from './metadata.ts'
import { refusalOf } from './refusal.ts'

export interface OidcProtocolParts {
  readonly outbound: Outbound
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export const createOidcProtocol = ({
  outbound,
  now = Date.now,
}: OidcProtocolParts): Required<IdpProtocol<OidcSettings>> => {
  const parts: ClientParts = { outbound, documents: createDocuments(outbound, now) }
  const configured = async (idp: ConnectedIdp<OidcSettings>): Promise<Configuration> =>
    clientOf(idp, await readMetadata(parts.documents, idp.settings.issuer), parts)
  return {
    start: (idp, request) => guarded(async () => start(await configured(idp), idp, request, now)),
    finish: (idp, memory, answer) =>
      guarded(async () => {
        const { claims, hint } = await redeem(await configured(idp), idp, memory, answer)
        const at = { skew: idp.settings.clock_skew, now: now() / 1000 }
        checkTimes(claims, at)
        const statement = statementOf(claims, idp.settings)
        if (!isFresh(statement.auth_time, freshnessAsked(memory), at))
          throw new SignInRefused(
            'answer_stale',
            'The identity provider shows no proof as young as was asked for.',
          )
        return { ...statement, ...(hint === undefined ? {} : { hint }) }
      }),
    logout: (idp, token) =>
      guarded(async () => {
        const metadata = await readMetadata(parts.documents, idp.settings.issuer)
        return readLogoutToken(token, idp.settings, { metadata, documents: parts.documents, now })
      }),
    signOut: (idp, hint, state) =>
      guarded(async () =>
        signOutAt(await readMetadata(parts.documents, idp.settings.issuer), idp, {
          hint,
          state,
        }),
      ),
    test: idp => testOidcConnection(idp, outbound),
  }
}

const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    throw refusalOf(error)
  }
}

const start = async (
  config: Configuration,
  { settings, addresses }: ConnectedIdp<OidcSettings>,
  request: ProtocolRequest,
  now: () => number,
) => {
  const nonce = randomNonce()
  const verifier = randomPKCECodeVerifier()
  const url = buildAuthorizationUrl(config, {
    ...settings.parameters,
    redirect_uri: addresses.callback,
    scope: [...new Set(['openid', ...settings.scopes])].join(' '),
    state: request.state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(request.login_hint ? { login_hint: request.login_hint } : {}),
    ...(request.force ? { prompt: 'login' } : {}),
    ...(request.max_age === undefined ? {} : { max_age: String(request.max_age) }),
    ...(request.acr_values?.length ? { acr_values: request.acr_values.join(' ') } : {}),
  })
  const memory: Memory = {
    nonce,
    verifier,
    state: request.state,
    started: Math.floor(now() / 1000),
    force: request.force,
    ...(request.max_age === undefined ? {} : { max_age: request.max_age }),
  }
  return { hop: { redirect: url.href }, memory }
}

/** Redeems the code. The claims of the signed ID token win over those of the userinfo endpoint. */
const redeem = async (
  config: Configuration,
  { settings, addresses }: ConnectedIdp<OidcSettings>,
  memory: Memory,
  answer: URLSearchParams,
): Promise<{ claims: Claims; hint: string | undefined }> => {
  const came = new URL(addresses.callback)
  came.search = answer.toString()
  const tokens = await authorizationCodeGrant(config, came, {
    expectedState: String(memory.state),
    expectedNonce: String(memory.nonce),
    pkceCodeVerifier: String(memory.verifier),
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new SignInRefused('answer_invalid', 'There was no ID token.')
  requireIdToken(tokens.id_token)
  if (!claims.sub) throw new SignInRefused('answer_subject', 'The ID token has an empty subject.')
  const hint = tokens.id_token
  if (!settings.userinfo || !config.serverMetadata().userinfo_endpoint) return { claims, hint }
  return { claims: { ...(await fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }, hint }
}

/** A token of another kind, such as an access token, proves no sign-in, even with a good signature. */
const requireIdToken = (token: string | undefined): void => {
  const { typ } = headerOf(token ?? '')
  if (typ !== undefined && !/^(?:application\/)?jwt$/i.test(String(typ)))
    throw new SignInRefused('answer_invalid', 'What came in place of an ID token is a token of another kind.')
}

const signOutAt = (
  metadata: Metadata,
  { settings, addresses }: ConnectedIdp<OidcSettings>,
  { hint, state }: { readonly hint: string; readonly state: string },
): Hop | undefined => {
  const url = settings.sign_out ? endSessionOf(metadata) : undefined
  if (!url) return undefined
  url.searchParams.set('id_token_hint', hint)
  url.searchParams.set('client_id', settings.client_id)
  url.searchParams.set('post_logout_redirect_uri', addresses.signed_out)
  url.searchParams.set('state', state)
  return { redirect: url.href }
}
