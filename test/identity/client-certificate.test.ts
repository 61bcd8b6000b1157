/** Clients that prove themselves by a certificate, and tokens that are bound to one, behind a proxy that ends the TLS. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import test from 'ava'
import { newCertificate } from '../../adapters/idp-saml/certificate.ts'
import { loadConfig } from '../../src/config/config.ts'
import { claims, found, register, token } from './app.ts'
import { FAPI } from './keyed-client.ts'
import { startSignIn } from './service.ts'

const HEADER = 'X-Client-Cert'
const VERIFY = 'X-Client-Verify'
/** As if this machine were the proxy. */
const BEHIND = {
  KASBAH_TRUST_PROXY: '127.0.0.1/32',
  KASBAH_CLIENT_CERT_HEADER: HEADER,
  KASBAH_CLIENT_VERIFY_HEADER: VERIFY,
}

const certificate = async (name: string) => {
  const { certificate: pem } = await newCertificate(name, new Date())
  const { raw } = new X509Certificate(pem)
  return {
    jwk: { ...createPublicKey(pem).export({ format: 'jwk' }), kid: name, x5c: [raw.toString('base64')] },
    thumbprint: createHash('sha256').update(raw).digest('base64url'),
    /** As nginx passes it on. */
    shown: (verified = 'NONE') => ({ [HEADER]: encodeURIComponent(pem), [VERIFY]: verified }),
    der: { [HEADER]: raw.toString('base64') },
  }
}

const [bank, thief] = await Promise.all([certificate('bank'), certificate('thief')])

const SELF = {
  kind: 'service',
  subject: 'etl',
  auth_method: 'self_signed_tls_client_auth',
  certificate_bound: true,
  scopes: ['check', 'read'],
}
const ASKED = { grant_type: 'client_credentials', scope: 'check read' }

test('a certificate of its own proves a client, and its token is good only beside it', async t => {
  const service = await startSignIn(t, BEHIND)
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, service, { ...SELF, jwks: { keys: [bank.jwk] } })
  t.is(app.secret, undefined)
  const got = await token(service, app, ASKED, bank.shown())
  t.is(got.status, 200, JSON.stringify(got.body))
  t.deepEqual(claims(got.body.access_token).cnf, { 'x5t#S256': bank.thumbprint })
  t.is((await token(service, app, ASKED, bank.der)).status, 200)
  t.is((await token(service, app, ASKED, thief.shown('SUCCESS'))).status, 401)
  t.is((await token(service, app, ASKED)).status, 401)
  const call = async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
    const authorization = `Bearer ${got.body.access_token}`
    const body =
      method === 'POST'
        ? { body: JSON.stringify({ org: 'acme', action: 'view', resource: 'dataset:a' }) }
        : {}
    const reply = await fetch(`${service.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...body,
    })
    await reply.text()
    return reply.status
  }
  for (const [method, path] of [
    ['GET', '/v1/whoami'],
    ['POST', '/check'],
  ] as const) {
    t.is(await call(method, path, bank.shown()), 200, path)
    t.is(await call(method, path, thief.shown('SUCCESS')), 401, path)
    t.is(await call(method, path, {}), 401, path)
    t.is(await call(method, path, { [HEADER]: `${bank.shown()[HEADER]}%00` }), 401, path)
  }
  const seen = await fetch(`${service.url}/oidc/token/introspection`, {
    method: 'POST',
    headers: bank.shown(),
    body: new URLSearchParams({ client_id: app.id, token: got.body.access_token }),
  })
  t.like(await seen.json(), { active: true, cnf: { 'x5t#S256': bank.thumbprint } })
  const metadata = await (await fetch(`${service.url}/oidc/.well-known/openid-configuration`)).json()
  t.true(metadata.tls_client_certificate_bound_access_tokens)
  t.true(metadata.token_endpoint_auth_methods_supported.includes('tls_client_auth'))
})

test('a certificate of a known authority, by the name in it', async t => {
  const service = await startSignIn(t, BEHIND)
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const wish = { ...SELF, auth_method: 'tls_client_auth', certificate_bound: false }
  const app = await register(t, service, { ...wish, certificate_name: { subject_dn: 'CN=bank' } })
  t.is((await token(service, app, ASKED, bank.shown('SUCCESS'))).status, 200)
  for (const verified of ['NONE', 'FAILED:expired', 'success', ''])
    t.is((await token(service, app, ASKED, bank.shown(verified))).status, 401, verified)
  t.is((await token(service, app, ASKED, bank.der)).status, 401)
  t.is((await token(service, app, ASKED, thief.shown('SUCCESS'))).status, 401)
  const host = await register(t, service, { ...wish, certificate_name: { san_dns: 'bank' } })
  t.is(
    (await token(service, host, ASKED, bank.shown('SUCCESS'))).status,
    401,
    'a common name is no host name',
  )
})

test('from anybody but the proxy, a certificate is not heard of', async t => {
  const service = await startSignIn(t, { ...BEHIND, KASBAH_TRUST_PROXY: '10.9.8.7/32' })
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const app = await register(t, service, { ...SELF, jwks: { keys: [bank.jwk] } })
  t.is((await token(service, app, ASKED, bank.shown('SUCCESS'))).status, 401)
  const named = { ...SELF, auth_method: 'tls_client_auth', certificate_name: { subject_dn: 'CN=bank' } }
  t.is((await token(service, await register(t, service, named), ASKED, bank.shown('SUCCESS'))).status, 401)
})

test('what does not fit is not registered', async t => {
  const service = await startSignIn(t, { ...BEHIND, KASBAH_CLIENT_VERIFY_HEADER: '' })
  await found(t, service)
  await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  const refused = async (at: typeof service, wish: object) => {
    const reply = await at.operator('POST', '/v1/orgs/acme/clients', { name: 'x', ...SELF, ...wish })
    t.is(reply.status, 400, JSON.stringify(reply.body))
    return reply.body.errors?.map(({ path }: { path: string }) => path)
  }
  t.deepEqual(await refused(service, {}), ['body.jwks'])
  const { x5c: _none, ...bare } = bank.jwk
  t.deepEqual(await refused(service, { jwks: { keys: [bare] } }), ['body.jwks.keys.0.x5c'])
  const keys = { jwks: { keys: [bank.jwk] } }
  t.deepEqual(await refused(service, { ...keys, certificate_name: { san_dns: 'a' } }), [
    'body.certificate_name',
  ])
  const byName = { auth_method: 'tls_client_auth', certificate_name: { subject_dn: 'CN=bank' } }
  t.deepEqual(await refused(service, byName), ['body.auth_method'])
  t.deepEqual(await refused(service, { ...byName, certificate_name: { san_dns: 'a', san_ip: '::1' } }), [
    'body.certificate_name',
  ])
  const off = await startSignIn(t)
  await found(t, off)
  await off.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })
  t.deepEqual(await refused(off, keys), ['body.auth_method', 'body.certificate_bound'])
  const error = t.throws(() => loadConfig({ env: { ...BEHIND, KASBAH_TRUST_PROXY: 'on' } }))
  t.regex(error?.message ?? '', /KASBAH_TRUST_PROXY must name the networks/)
})

test('the FAPI profile takes mutual TLS in place of signed assertions and DPoP', async t => {
  const service = await startSignIn(t, BEHIND)
  await found(t, service)
  const wish = {
    ...FAPI,
    auth_method: 'self_signed_tls_client_auth',
    dpop_bound: false,
    id_token_alg: 'PS256',
  }
  const keys = { jwks: { keys: [bank.jwk] } }
  const unbound = await service.operator('POST', '/v1/orgs/acme/clients', {
    ...{ name: 'x', kind: 'web', redirect_uris: [`${service.url}/app/cb`] },
    ...wish,
    ...keys,
  })
  t.is(unbound.body.errors?.[0]?.path, 'body.dpop_bound', unbound.text)
  const app = await register(t, service, { ...wish, ...keys, certificate_bound: true })
  const push = (headers: Readonly<Record<string, string>>) =>
    fetch(`${service.url}/oidc/request`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({
        ...{ client_id: app.id, response_type: 'code', redirect_uri: app.redirect, scope: 'openid' },
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
      }),
    })
  t.is((await push(bank.shown())).status, 201)
  t.is((await push(thief.shown('SUCCESS'))).status, 401)
})
