/** The FAPI 2.0 Security Profile, by requests as its conformance plan makes them: each that must fail does, and nothing more. */
import test from 'ava'
import { found, register, verifier } from './app.ts'
import { browser } from './browser.ts'
import { asked, codeOf, FAPI, keyPair, proven } from './keyed-client.ts'
import { startSignIn } from './service.ts'

test('what the plan of the profile refuses is refused', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const pair = await keyPair()
  const wish = { ...FAPI, scopes: ['read'], id_token_alg: 'PS256' }
  const app = await register(t, service, { ...wish, jwks: { keys: [pair.jwk] } })
  const otherPair = await keyPair()
  const other = await register(t, service, { ...wish, jwks: { keys: [otherPair.jwk] } })
  const { code_challenge } = verifier()
  const request = {
    response_type: 'code',
    redirect_uri: app.redirect,
    scope: 'openid',
    state: 'of-the-client',
    nonce: 'n',
    code_challenge,
    code_challenge_method: 'S256',
  }
  const push = async (more: Record<string, string> = {}, who = app.id, by = pair) =>
    asked(service, 'request', { ...request, ...(await proven(service, who, by)), ...more })
  const open = (params: Record<string, string>) =>
    browser(service.url).open(`${service.url}/oidc/auth?${new URLSearchParams(params)}`)

  // What is published agrees with what is done.
  const metadata = await (await fetch(`${service.url}/oidc/.well-known/openid-configuration`)).json()
  t.true(metadata.authorization_response_iss_parameter_supported)
  t.deepEqual(metadata.code_challenge_methods_supported, ['S256'])
  t.true(metadata.token_endpoint_auth_methods_supported.includes('private_key_jwt'))
  t.false(metadata.dpop_signing_alg_values_supported.includes('RS256'))

  // Pushed requests.
  const pushed = await push()
  t.is(pushed.status, 201, JSON.stringify(pushed.body))
  t.true(pushed.body.expires_in > 0 && pushed.body.expires_in < 600, `${pushed.body.expires_in}`)
  for (const [what, more] of [
    ['PKCE plain', { code_challenge_method: 'plain' }],
    ['another response type', { response_type: 'id_token' }],
    ['the hybrid flow', { response_type: 'code id_token' }],
    ['an address that is not registered', { redirect_uri: `${app.redirect}/more` }],
    ['a request_uri in a pushed request', { request_uri: String(pushed.body.request_uri) }],
  ] as const)
    t.is((await push(more)).status, 400, what)
  t.is((await push({}, app.id, otherPair)).status, 401, 'the key of another client')
  t.is(
    (await push({ client_id: other.id })).status >= 400,
    true,
    'a client id that the assertion does not name',
  )

  // The request is its client's.
  const stolen = await open({ client_id: other.id, request_uri: String(pushed.body.request_uri) })
  t.is(stolen.left, undefined)
  t.true(stolen.status >= 400, 'another client uses the request')
  t.true(
    (await open({ client_id: app.id, request_uri: 'urn:ietf:params:oauth:request_uri:none' })).status >= 400,
  )
  const bare = await open({ client_id: app.id, ...request })
  t.is(bare.left?.searchParams.get('code') ?? null, null, 'not pushed')
  if (bare.left) t.is(bare.left.searchParams.get('iss'), `${service.url}/oidc`, 'errors name the issuer, too')

  // Codes.
  const at = `${service.url}/oidc/token`
  const redeem = async (coded: object, dpop: string, who = app.id, by = pair) =>
    asked(
      service,
      'token',
      {
        grant_type: 'authorization_code',
        redirect_uri: app.redirect,
        ...coded,
        ...(await proven(service, who, by)),
      },
      { dpop },
    )
  for (const [what, proof] of [
    ['another method', await pair.proof('GET', at)],
    ['another address', await pair.proof('POST', `${service.url}/oidc/me`)],
    ['an id of its own missing', await pair.proof('POST', at, { jti: undefined })],
    ['what is no proof', 'a.b.c'],
  ] as const)
    t.is((await redeem(await codeOf(t, service, app.id, pair), proof)).body.error, 'invalid_dpop_proof', what)
  const coded = await codeOf(t, service, app.id, pair)
  t.is(
    (await redeem(coded, await otherPair.proof('POST', at), other.id, otherPair)).body.error,
    'invalid_grant',
  )
  const wrong = { ...(await codeOf(t, service, app.id, pair)), code_verifier: verifier().code_verifier }
  t.is((await redeem(wrong, await pair.proof('POST', at))).body.error, 'invalid_grant', 'another verifier')
  const mine = await codeOf(t, service, app.id, pair)
  const first = await redeem(mine, await pair.proof('POST', at))
  t.is(first.status, 200, JSON.stringify(first.body))

  // Tokens are the key's.
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${service.url}/v1/whoami`, { headers })).status
  const token = String(first.body.access_token)
  const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(token))).toString('base64url')
  const here = (by: typeof pair, more: object) => by.proof('GET', `${service.url}/v1/whoami`, { ...more })
  t.is(await ask({ authorization: `DPoP ${token}`, dpop: await here(pair, { ath }) }), 200)
  t.is(await ask({ authorization: `Bearer ${token}` }), 401, 'as a bearer token')
  t.is(await ask({ authorization: `DPoP ${token}` }), 401, 'without a proof')
  t.is(await ask({ authorization: `DPoP ${token}`, dpop: await here(pair, {}) }), 401, 'a proof of no token')
  t.is(
    await ask({ authorization: `DPoP ${token}`, dpop: await here(otherPair, { ath }) }),
    401,
    'another key',
  )
  const again = await redeem(mine, await pair.proof('POST', at))
  t.is(again.body.error, 'invalid_grant', 'a code used twice')
  t.is(
    await ask({ authorization: `DPoP ${token}`, dpop: await here(pair, { ath }) }),
    401,
    'and its token ends',
  )
})
