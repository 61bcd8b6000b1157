import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import { found, register, verifier } from './app.ts'
import { browser } from './browser.ts'
import { asked, codeOf, FAPI, keyPair, proven } from './keyed-client.ts'
import { startSignIn } from './service.ts'

test('a client of the FAPI 2.0 profile signs people in by its key, and its tokens are bound to it', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const pair = await keyPair()
  const app = await register(t, service, {
    ...FAPI,
    scopes: ['read'],
    id_token_alg: 'PS256',
    jwks: { keys: [pair.jwk] },
  })
  t.is(app.secret, undefined)
  const coded = await codeOf(t, service, app.id, pair)
  const at = `${service.url}/oidc/token`
  const form = { grant_type: 'authorization_code', redirect_uri: app.redirect, ...coded }
  t.is(
    (await asked(service, 'token', { ...form, ...(await proven(service, app.id, pair)) })).status,
    400,
    'no proof',
  )

  const again = { ...form, ...(await codeOf(t, service, app.id, pair)) }
  const first = await asked(
    service,
    'token',
    { ...again, ...(await proven(service, app.id, pair)) },
    { dpop: await pair.proof('POST', at) },
  )
  t.is(first.status, 200, JSON.stringify(first.body))
  t.is(first.body.token_type, 'DPoP')
  t.is(decodeProtectedHeader(first.body.id_token).alg, 'PS256')

  // Its refresh token stays: it is good only with the key, however often.
  const { refresh_token } = first.body
  for (const _turn of [1, 2]) {
    const next = await asked(
      service,
      'token',
      { grant_type: 'refresh_token', refresh_token, ...(await proven(service, app.id, pair)) },
      { dpop: await pair.proof('POST', at) },
    )
    t.is(next.status, 200, JSON.stringify(next.body))
    t.is(next.body.refresh_token ?? refresh_token, refresh_token)
  }

  // What the profile does not allow.
  const { code_challenge } = verifier()
  const request = {
    response_type: 'code',
    redirect_uri: app.redirect,
    scope: 'openid',
    code_challenge,
    code_challenge_method: 'S256',
  }
  const push = async (who: Record<string, string>, more = {}) =>
    (await asked(service, 'request', { ...request, ...who, ...more })).status
  t.is(
    await push(await proven(service, app.id, pair, [`${service.url}/oidc`])),
    401,
    'the audience as a list',
  )
  t.is(await push(await proven(service, app.id, pair, at)), 401, 'the audience is an endpoint')
  t.is(await push(await proven(service, app.id, await keyPair())), 401, 'another key')
  t.is(await push({ client_id: app.id }), 401, 'no proof of who it is')
  const used = await proven(service, app.id, pair)
  t.is(await push(used), 201)
  t.is(await push(used), 401, 'an assertion used again')
  const { code_challenge: _none, ...bare } = request
  t.is(
    (await asked(service, 'request', { ...bare, ...(await proven(service, app.id, pair)) })).status,
    400,
    'no PKCE',
  )
  const direct = await browser(service.url).open(
    `${service.url}/oidc/auth?${new URLSearchParams({ client_id: app.id, ...request })}`,
  )
  t.is(direct.left?.searchParams.get('code') ?? null, null, 'not pushed')
})

test('ID tokens are signed as the client registered it', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const pair = await keyPair('EdDSA')
  for (const id_token_alg of ['RS256', 'ES256', 'EdDSA']) {
    const app = await register(t, service, {
      auth_method: 'private_key_jwt',
      jwks: { keys: [pair.jwk] },
      scopes: ['read'],
      id_token_alg,
    })
    const coded = await codeOf(t, service, app.id, pair)
    const form = { grant_type: 'authorization_code', redirect_uri: app.redirect, ...coded }
    const { body } = await asked(service, 'token', { ...form, ...(await proven(service, app.id, pair)) })
    t.is(decodeProtectedHeader(body.id_token).alg, id_token_alg, JSON.stringify(body))
  }
})

test('a service proves itself by a key behind an address, which is fetched as every address of others is', async t => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const pair = await keyPair()
  const settings = { kind: 'service', subject: 'etl', scopes: ['check'], auth_method: 'private_key_jwt' }
  const server = createServer({ keepAliveTimeout: 0 }, (_req, res) =>
    res.end(JSON.stringify({ keys: [pair.jwk] })),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const app = await register(t, service, { ...settings, jwks_uri: 'https://10.0.0.1/keys' })
  const form = { grant_type: 'client_credentials', ...(await proven(service, app.id, pair)) }
  t.is((await asked(service, 'token', form)).status, 401, 'a private address is not reached')
  const { port } = server.address() as AddressInfo
  const own = await register(t, service, { ...settings, jwks_uri: `http://127.0.0.1:${port}/keys` })
  const good = { grant_type: 'client_credentials', ...(await proven(service, own.id, pair)) }
  t.is((await asked(service, 'token', good)).status, 200)
})

test('what does not fit together is refused, each by its place', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const pair = await keyPair()
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const short = await exportJWK(
    (
      await crypto.subtle.generateKey(
        {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: 1024,
          publicExponent: new Uint8Array([1, 0, 1]),
          hash: 'SHA-256',
        },
        true,
        ['sign', 'verify'],
      )
    ).publicKey,
  )
  const jwks = { keys: [pair.jwk] }
  const web = { name: 'App', kind: 'web', redirect_uris: [`${service.url}/app/cb`] }
  const refused: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ auth_method: 'private_key_jwt' }, 'body.jwks'],
    [{ auth_method: 'private_key_jwt', jwks, jwks_uri: 'https://a.example/keys' }, 'body.jwks'],
    [{ jwks }, 'body.jwks'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [await exportJWK(privateKey)] } }, 'body.jwks.keys.0'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [short] } }, 'body.jwks.keys.0'],
    [{ auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct' }] } }, 'body.jwks.keys.0'],
    [{ auth_method: 'private_key_jwt', jwks_uri: 'http://a.example/keys' }, 'body.jwks_uri'],
    [{ ...FAPI, jwks, id_token_alg: 'ES256', require_par: false }, 'body.require_par'],
    [{ ...FAPI, jwks, id_token_alg: 'ES256', dpop_bound: false }, 'body.dpop_bound'],
    [{ ...FAPI, jwks, id_token_alg: 'ES256', require_pkce: false }, 'body.require_pkce'],
    [{ ...FAPI, jwks }, 'body.id_token_alg'],
    [{ profile: 'fapi2', require_par: true, dpop_bound: true, id_token_alg: 'ES256' }, 'body.auth_method'],
  ]
  for (const [more, path] of refused) {
    const { status, body } = await service.operator('POST', '/v1/orgs/acme/clients', { ...web, ...more })
    t.is(status, 400, JSON.stringify(more))
    t.true(
      body.errors.some((error: { path: string }) => error.path === path),
      `${path}: ${JSON.stringify(body)}`,
    )
  }
  const keyed = await register(t, service, { auth_method: 'private_key_jwt', jwks })
  const { status } = await service.operator('POST', `/v1/orgs/acme/clients/${keyed.id}/secret`, {})
  t.is(status, 400, 'it has no secret to replace')
})
