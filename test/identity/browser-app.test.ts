import test, { type ExecutionContext } from 'ava'
import { ok } from '../service/acme.ts'
import { authorize, codeFor, found, redeem, register, verifier } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const OWN = 'https://viewer.example.com'
const FOREIGN = 'https://evil.example.com'

const asked = async (
  { url }: SignInService,
  path: string,
  origin: string | undefined,
  init: RequestInit = {},
) => {
  const headers = { ...(origin === undefined ? {} : { origin }), ...(init.headers as object) }
  const reply = await fetch(url + path, { ...init, headers, redirect: 'manual' })
  const named = [...reply.headers].filter(([name]) => name.startsWith('access-control-'))
  return { status: reply.status, cors: Object.fromEntries(named), body: await reply.text() }
}

const viewer = async (t: ExecutionContext) => {
  const service = await startSignIn(t)
  await found(t, service)
  const redirect_uris = [`${OWN}/cb`, `${service.url}/app/cb`, 'http://localhost/dev']
  const app = await register(t, service, { kind: 'public', redirect_uris, scopes: ['read'] })
  return { service, app }
}

test('a page of a browser application redeems its code and asks userinfo; pages of others read nothing', async t => {
  const { service, app } = await viewer(t)
  const coded = await codeFor(t, service, app, { params: { scope: 'openid profile' } })
  const form = (code: string) => ({
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.id,
      code,
      redirect_uri: app.redirect,
      code_verifier: coded.code_verifier,
    }),
  })
  const wrong = await asked(service, '/oidc/token', OWN, form('made-up'))
  t.is(JSON.parse(wrong.body).error, 'invalid_grant')
  t.is(wrong.cors['access-control-allow-origin'], OWN)
  const foreign = await asked(service, '/oidc/token', FOREIGN, form(coded.code))
  t.is(JSON.parse(foreign.body).error, 'invalid_request')
  t.deepEqual(foreign.cors, {})
  const good = await asked(service, '/oidc/token', OWN, form(coded.code))
  t.is(good.status, 200, good.body)
  t.is(good.cors['access-control-allow-origin'], OWN)
  t.is(good.cors['access-control-allow-credentials'], undefined)

  const bearer = { headers: { authorization: `Bearer ${JSON.parse(good.body).access_token}` } }
  const preflight = {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
  }
  const may = await asked(service, '/oidc/me', OWN, preflight)
  t.is(may.status, 204)
  t.like(may.cors, { 'access-control-allow-origin': OWN, 'access-control-allow-headers': 'authorization' })
  const me = await asked(service, '/oidc/me', OWN, bearer)
  t.is(JSON.parse(me.body).sub, 'acme:user:mo')
  t.is(me.cors['access-control-allow-origin'], OWN)
  t.deepEqual((await asked(service, '/oidc/me', FOREIGN, bearer)).cors, {})
  t.deepEqual((await asked(service, '/oidc/me', undefined, bearer)).cors, {}, 'never everybody')
})

test('a page may read why its token is not taken any more; pages of others may not', async t => {
  const { service, app } = await viewer(t)
  const params = { scope: 'openid read', resource: service.url }
  const coded = await codeFor(t, service, app, { params })
  const { access_token } = (await redeem(service, app, coded)).body
  const call = (origin: string, token: string) =>
    asked(service, '/v1/whoami', origin, { headers: { authorization: `Bearer ${token}` } })
  t.is((await call(OWN, access_token)).status, 200)
  await ok(t, service.operator('POST', '/v1/orgs/acme/members/mo/disable'))
  const ended = await call(OWN, access_token)
  t.is(ended.status, 401)
  t.is(JSON.parse(ended.body).code, 'unauthenticated')
  t.is(ended.cors['access-control-allow-origin'], OWN)
  t.regex(ended.cors['access-control-expose-headers'] ?? '', /WWW-Authenticate/)
  t.deepEqual((await call(FOREIGN, access_token)).cors, {})
  const forged = `${access_token.slice(0, -8)}AAAAAAAA`
  for (const token of [forged, 'eyJ.x.y', 'kasbah_key_x'])
    t.like(await call(OWN, token), { status: 401, cors: {} }, token)
})

test('its origins are those of its redirect addresses, with any port on loopback; other paths and kinds have none', async t => {
  const { service, app } = await viewer(t)
  const confidential = await register(t, service, { redirect_uris: [`${OWN}/cb`] })
  const form = (id: string) => ({
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: id, refresh_token: 'x' }),
  })
  const origins = async (id: string, path = '/oidc/token') => {
    const all = [
      OWN,
      'http://localhost:5173',
      'http://localhost',
      'http://127.0.0.1:5173',
      `${OWN}:444`,
      'null',
    ]
    const allowed = []
    for (const origin of all)
      if ((await asked(service, path, origin, form(id))).cors['access-control-allow-origin'])
        allowed.push(origin)
    return allowed
  }
  // The service itself is on 127.0.0.1, and an address there is registered: its port may vary.
  t.deepEqual(await origins(app.id), [
    OWN,
    'http://localhost:5173',
    'http://localhost',
    'http://127.0.0.1:5173',
  ])
  t.deepEqual(await origins(confidential.id), [])
  const own = await asked(service, '/oidc/token', service.url, form(confidential.id))
  t.is(own.cors['access-control-allow-origin'], service.url, 'our own pages')
  t.deepEqual(await origins(app.id, '/oidc/token/introspection'), [])
  t.deepEqual((await asked(service, '/oidc/auth', OWN)).cors, {})
})

test('the port of a loopback address varies in each spelling, whatever is registered beside it', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const { code_challenge } = verifier()
  const status = async (registered: readonly string[], redirect: string) => {
    const app = await register(t, service, { kind: 'public', redirect_uris: registered })
    const url = authorize(service, { ...app, redirect }, { code_challenge, code_challenge_method: 'S256' })
    return (await fetch(url, { redirect: 'manual' })).status
  }
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
    const own = `http://${host}/cb`
    const lists = [[own], [own, 'http://localhost/other'], [own, `${OWN}/cb`], [own, 'com.example.app:/cb']]
    for (const list of lists) t.is(await status(list, `http://${host}:49152/cb`), 303, list.join(' '))
    t.is(await status([own], `http://${host}:49152/cb/`), 400)
    t.is(await status([own], `http://${host}:49152/x/../cb`), 400)
    t.is(await status([own], `http://mo@${host}:49152/cb`), 400)
    t.is(await status([own], `https://${host}:49152/cb`), 400)
  }
  t.is(await status(['http://127.0.0.1/cb'], 'http://localhost:49152/cb'), 400)
  t.is(await status([`${OWN}/cb`], `${OWN}:49152/cb`), 400)
  const web = await register(t, service, { redirect_uris: ['http://127.0.0.1/cb'] })
  const moved = { ...web, redirect: 'http://127.0.0.1:49152/cb' }
  t.is((await fetch(authorize(service, moved), { redirect: 'manual' })).status, 400, 'a server has one port')
})

test('the code of an address with a port of its own is redeemed with that address', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { kind: 'public', redirect_uris: ['http://127.0.0.1:1/app/cb'] })
  const moved = { ...app, redirect: `${service.url}/app/cb` }
  const coded = await codeFor(t, service, moved)
  const other = { ...app, redirect: 'http://127.0.0.1:1/app/cb' }
  t.is((await redeem(service, other, coded)).body.error, 'invalid_grant')
  const again = await codeFor(t, service, moved)
  t.is((await redeem(service, moved, again)).status, 200)
})

test('a path of the provider has one spelling', async t => {
  const service = await startSignIn(t)
  for (const path of [
    '/oidc/AUTH',
    '/oidc/auth/',
    '/oidc/%61uth',
    '/oidc/device/AUTH',
    '/oidc/token/',
    '/oidc/Me',
    '/oidc',
    '/oidc/',
    '/oidc//auth',
  ])
    t.is((await fetch(service.url + path)).status, 404, path)
  for (const path of [
    '/oidc/jwks',
    '/oidc/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/oidc',
  ])
    t.is((await fetch(service.url + path)).status, 200, path)
})

test('the API answers pages of the application that the token was issued to, and no others', async t => {
  const { service, app } = await viewer(t)
  const { url, operator } = service
  const params = { resource: url, scope: 'openid read' }
  const { body } = await redeem(service, app, await codeFor(t, service, app, { params }))
  const call = (origin: string | undefined, more: RequestInit = {}) =>
    asked(service, '/check', origin, {
      method: 'POST',
      headers: { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ org: 'acme', action: 'datasets.create', resource: 'org' }),
      ...more,
    })
  const preflight = {
    method: 'OPTIONS',
    headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  }
  const may = await asked(service, '/check', OWN, preflight)
  t.is(may.status, 204)
  t.like(may.cors, { 'access-control-allow-origin': OWN })
  t.regex(may.cors['access-control-allow-headers'] ?? '', /authorization/)
  t.is(may.cors['access-control-allow-credentials'], undefined)
  const good = await call(OWN)
  t.is(good.status, 200, good.body)
  t.is(good.cors['access-control-allow-origin'], OWN)
  t.is(good.cors['access-control-allow-credentials'], undefined)
  t.is((await call('http://localhost:5173')).cors['access-control-allow-origin'], 'http://localhost:5173')
  for (const origin of [FOREIGN, 'null', `${OWN}:444`, undefined]) t.deepEqual((await call(origin)).cors, {})
  const wrong = await call(OWN, { body: '{' })
  t.is(wrong.status, 400)
  t.is(wrong.cors['access-control-allow-origin'], OWN, 'its own mistakes can be read')
  const list = await asked(service, '/v1/orgs/acme/datasets', OWN, {
    headers: { authorization: `Bearer ${body.access_token}` },
  })
  t.is(list.cors['access-control-allow-origin'], OWN)
  const key = await operator('POST', '/v1/orgs/acme/api-keys', {
    subject: 'user:mo',
    name: 'k',
    scopes: ['read'],
  })
  const byKey = await asked(service, '/v1/whoami', OWN, {
    headers: { authorization: `Bearer ${key.body.key}` },
  })
  t.is(byKey.status, 200)
  t.deepEqual(byKey.cors, {}, 'a key belongs into no page')
  t.deepEqual((await asked(service, '/check', OWN, { method: 'OPTIONS' })).status, 405)
})

test('further origins are a setting of a public client, and each is an origin', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const wish = (more: object) => ({ name: 'Viewer', kind: 'public', redirect_uris: [`${OWN}/cb`], ...more })
  const make = (more: object) => service.operator('POST', '/v1/orgs/acme/clients', wish(more))
  t.is((await make({ allowed_origins: ['https://admin.example.com'] })).status, 201)
  for (const origin of [
    'https://a.example/',
    'https://a.example/x',
    '*',
    'http://a.example',
    'https://*.example',
    'null',
  ])
    t.is((await make({ allowed_origins: [origin] })).status, 400, origin)
  t.is((await make({ kind: 'web', allowed_origins: [OWN] })).status, 400)
})
