import test from 'ava'
import { folder, serving } from '../cli/command.ts'
import { client } from '../service/client.ts'
import { authorize, found, redeem, register, say, token, verifier } from './app.ts'
import { browser, type Shown } from './browser.ts'
import { startSignIn } from './service.ts'

test('no secret is ever in a log line or in an address, and none of what the store keeps opens anything', async t => {
  const home = folder(t)
  const key = 'an-operator-key-of-this-test-alone'
  const running = await serving(t, {
    env: { KASBAH_OPERATOR_KEY: key, KASBAH_LOG_LEVEL: 'trace', KASBAH_DECISION_LOG: 'on' },
    cwd: home,
  })
  const { url } = running
  const stop = async () => void (await running.stop())
  const service = { url, operator: client(url, key), as: (text?: string) => client(url, text), stop }
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const { code_challenge, code_verifier } = verifier()
  const at = browser(url)
  const params = { scope: 'openid offline_access read', prompt: 'consent', resource: url, nonce: 'the-nonce' }
  const visited: Shown[] = []
  visited.push(
    await at.open(authorize(service, app, { ...params, code_challenge, code_challenge_method: 'S256' })),
  )
  visited.push(await say(at, visited[0]!, 'mo'))
  const code = visited[1]?.left?.searchParams.get('code') ?? ''
  const { body } = await redeem(service, app, { code, code_verifier })
  const refreshed = await token(service, app, {
    grant_type: 'refresh_token',
    refresh_token: body.refresh_token,
  })
  await service.as(refreshed.body.access_token)('GET', '/v1/whoami')
  await service.as(`${refreshed.body.access_token}x`)('GET', '/v1/whoami')
  await token(
    service,
    { ...app, secret: `${app.secret}x` },
    { grant_type: 'refresh_token', refresh_token: 'x' },
  )
  // The id of an interaction stands in its address by design: what binds it is the signature beside it.
  const cookies = at.cookies().flatMap(({ name, value }) => (/session|sig$/.test(name) ? [value] : []))
  const secrets = [key, app.secret, code, code_verifier, body.access_token, body.refresh_token, body.id_token]
  const all = [...secrets, refreshed.body.access_token, refreshed.body.refresh_token, ...cookies]
  await stop()
  t.true(all.length > 10 && all.every(each => typeof each === 'string' && each.length > 8))
  const said = running.heard.out + running.heard.err
  t.true(said.length > 0)
  for (const each of all) t.false(said.includes(each), `${each.slice(0, 6)}... in the log`)
  const addresses = visited.map(page => page.url).join(' ')
  for (const each of all) t.false(addresses.includes(each), `${each.slice(0, 6)}... in an address`)
})

test('without the stand-in there is no way in but an identity provider', async t => {
  const service = await startSignIn(t, { KASBAH_STAND_IN: 'off' })
  await found(t, service)
  const app = await register(t, service)
  const { code_challenge } = verifier()
  const at = browser(service.url)
  const page = await at.open(authorize(service, app, { code_challenge, code_challenge_method: 'S256' }))
  t.is(page.status, 400)
  t.regex(page.text, /unknown_organisation/)
  const uid = /login\/([\w-]+)/.exec(page.url)?.[1]
  const forced = await at.post(`${service.url}/login/callback/stand-in/${uid}?org=acme`, { person: 'alice' })
  t.is(forced.status, 404)
  t.is((await at.open(`${service.url}/login/${uid}/return?ticket=stand-in.x`)).status, 400)
})

test('malformed requests of every kind are the sender’s fault, never ours', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const { url } = service
  const long = 'x'.repeat(6000)
  const odd = ['', '%00', '%ff', '..%2f', '{}', '[]', 'null', "'", '<script>', '%F0%9F%98%80', long]
  const gets = [
    ...odd.map(value => `/oidc/auth?client_id=${value}&response_type=${value}&redirect_uri=${value}`),
    ...odd.map(
      value =>
        `/oidc/auth?client_id=${app.id}&response_type=code&redirect_uri=${app.redirect}&scope=openid&claims=${value}`,
    ),
    ...odd.map(
      value =>
        `/oidc/auth?client_id=${app.id}&response_type=code&redirect_uri=${app.redirect}&scope=${value}&max_age=${value}&org=${value}`,
    ),
    ...odd.map(value => `/oidc/session/end?id_token_hint=${value}`),
    ...odd.map(value => `/oidc/device?user_code=${value}`),
    ...odd.map(value => `/login/${value.slice(0, 70)}`),
    ...odd.map(value => `/login/abc/return?ticket=${value}`),
    '/oidc/auth?client_id=a&client_id=b',
    '/oidc/auth/unknown',
    '/oidc/nowhere',
    '/oidc/device/unknown',
    '/oidc/session/end/success?client_id=x',
    '/login/abc/unknown',
    '/login//',
  ]
  for (const path of gets) {
    const { status } = await fetch(url + path, { redirect: 'manual', headers: { accept: 'text/html' } })
    t.true(status < 500, `${status} ${path.slice(0, 100)}`)
  }
  const basic = `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}`
  for (const path of [
    'token',
    'token/introspection',
    'token/revocation',
    'request',
    'device/auth',
    'device',
    'auth',
    'session/end',
    'session/end/confirm',
    'me',
  ])
    for (const body of [
      '',
      'a=%ff',
      'grant_type=authorization_code&grant_type=refresh_token',
      '{"a":1}',
      `token=${long}`,
      'token=eyJhbGciOiJub25lIn0.e30.',
      'grant_type=refresh_token&refresh_token[]=x&code=%00',
    ])
      for (const authorization of [
        basic,
        'Basic !!!',
        'Basic Og==',
        'Bearer x',
        'DPoP eyJ.eyJ.x',
        'Negotiate',
      ]) {
        const { status } = await fetch(`${url}/oidc/${path}`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/x-www-form-urlencoded', authorization, dpop: 'x.y.z' },
          body,
        })
        t.true(status < 500, `${status} ${path} ${body.slice(0, 40)} ${authorization.slice(0, 10)}`)
      }
})
