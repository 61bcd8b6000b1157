import { setTimeout as wait } from 'node:timers/promises'
import test from 'ava'
import { claims, found, register, signedIn } from './app.ts'
import { backChannel } from './back-channel.ts'
import { startSignIn } from './service.ts'

test('signing out at the application ends the session and its tokens, and leads back', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const back = `${service.url}/app/bye`
  const app = await register(t, service, { scopes: ['read'], post_logout_redirect_uris: [back] })
  const { at, access_token, id_token } = await signedIn(t, service, app, {
    params: { scope: 'openid read', prompt: undefined },
  })
  const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: back, state: 's' })
  const asked = await at.open(`${service.url}/oidc/session/end?${query}`)
  t.regex(asked.text, /Sign out\?/)
  t.is(asked.headers.get('x-frame-options'), 'DENY')
  t.regex(asked.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  const done = await at.submit(asked, { logout: 'yes' })
  t.is(done.left?.href, `${back}?state=s`)
  t.is((await service.as(access_token)('GET', '/v1/whoami')).status, 401)
})

test('an address to go back to that is not registered, and a forged form, are refused', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const { at, access_token, id_token } = await signedIn(t, service, app)
  const end = `${service.url}/oidc/session/end`
  const query = new URLSearchParams({
    id_token_hint: id_token,
    post_logout_redirect_uri: 'https://evil.example/',
  })
  const page = await at.open(`${end}?${query}`)
  t.is(page.status, 400)
  t.is(page.left, undefined)
  await at.open(end)
  t.is((await at.post(`${end}/confirm`, { logout: 'yes', xsrf: 'guess' })).status, 400)
  t.is((await service.as(access_token)('GET', '/v1/whoami')).status, 200)
})

test('a form posted to the end-session and authorization endpoints becomes a GET that carries the cookies', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const { at, id_token } = await signedIn(t, service, app)
  const hop = await fetch(`${service.url}/oidc/session/end`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ id_token_hint: id_token }),
  })
  t.is(hop.status, 303)
  t.regex(hop.headers.get('location') ?? '', /^\/oidc\/session\/end\?id_token_hint=/)
  const page = await at.post(`${service.url}/oidc/session/end`, { id_token_hint: id_token })
  t.regex(page.text, /Sign out\?/)
  const long = await fetch(`${service.url}/oidc/auth`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ state: 'x'.repeat(8000) }),
  })
  t.is(long.status, 413)
})

test('applications are told over the back channel, where the operator allows their network', async t => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, service)
  const channel = await backChannel(t)
  const wish = {
    backchannel_logout_uri: channel.url,
    backchannel_logout_session_required: true,
    scopes: ['read'],
  }
  const app = await register(t, service, wish)
  const { at, id_token } = await signedIn(t, service, app)
  await at.submit(
    await at.open(`${service.url}/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token })}`),
    { logout: 'yes' },
  )
  t.is(channel.tokens.length, 1)
  const told = claims(channel.tokens[0] ?? '')
  t.like(told, { iss: `${service.url}/oidc`, aud: app.id, sub: 'acme:user:mo' })
  t.is(told.sid, claims(id_token).sid)
  t.deepEqual(Object.keys(told.events), ['http://schemas.openid.net/event/backchannel-logout'])
  t.is(told.nonce, undefined)
})

test('a private address that nobody allowed is not asked', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const channel = await backChannel(t)
  const app = await register(t, service, { backchannel_logout_uri: channel.url, scopes: ['read'] })
  const { at, id_token, access_token } = await signedIn(t, service, app, {
    params: { scope: 'openid read', prompt: undefined },
  })
  await at.submit(
    await at.open(`${service.url}/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token })}`),
    { logout: 'yes' },
  )
  t.is(channel.tokens.length, 0)
  t.is((await service.as(access_token)('GET', '/v1/whoami')).status, 401)
})

test('applications are told when an admin, or the person elsewhere, ends a session', async t => {
  const service = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, service)
  const channel = await backChannel(t)
  const app = await register(t, service, { backchannel_logout_uri: channel.url, scopes: ['read', 'write'] })
  const { access_token } = await signedIn(t, service, app)
  t.is((await service.as(access_token)('DELETE', '/v1/sessions')).status, 200)
  await signedIn(t, service, app)
  t.is((await service.operator('POST', '/v1/orgs/acme/members/mo/disable')).status, 200)
  for (let i = 0; i < 600 && channel.tokens.length < 2; i += 1) await wait(100)
  t.deepEqual(
    channel.tokens.map(token => claims(token).sub),
    ['acme:user:mo', 'acme:user:mo'],
  )
})
