import test from 'ava'
import { authorize, claims, codeFor, found, redeem, register, say, signedIn, token, verifier } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

test('a person signs in, and the token is one of the API’s own credentials', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const tokens = await signedIn(t, service, app)
  const { sub, aud, iss, org, subject, client_id, scope } = claims(tokens.access_token)
  t.deepEqual(
    { sub, aud, iss, org, subject, client_id, scope },
    {
      sub: 'acme:user:mo',
      aud: service.url,
      iss: `${service.url}/oidc`,
      org: 'acme',
      subject: 'user:mo',
      client_id: app.id,
      scope: 'read write',
    },
  )
  const mo = service.as(tokens.access_token)
  const { body } = await mo('GET', '/v1/whoami')
  t.like(body, { subject: 'user:mo', org: 'acme', role: 'member', credential: 'token' })
  const asked = await mo('POST', '/check', { org: 'acme', action: 'datasets.create', resource: 'org' })
  t.true(asked.body.allowed)
  const trail = await service.operator('GET', '/v1/orgs/acme/audit?action=signIn')
  t.is(trail.body.items.length, 1)
  t.like(trail.body.items[0], { actor: 'user:mo', resource: app.id, reason: 'by stand-in', outcome: 'done' })
})

test('a client that names no audience gets a token for userinfo, with the claims of its scopes', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const coded = await codeFor(t, service, app, { params: { scope: 'openid profile email', nonce: 'n1' } })
  t.is(coded.left.searchParams.get('iss'), `${service.url}/oidc`)
  const { body } = await redeem(service, app, coded)
  t.like(claims(body.id_token), { sub: 'acme:user:mo', nonce: 'n1', aud: app.id, iss: `${service.url}/oidc` })
  const headers = { authorization: `Bearer ${body.access_token}` }
  const userinfo = await (await fetch(`${service.url}/oidc/me`, { headers })).json()
  t.deepEqual(userinfo, {
    sub: 'acme:user:mo',
    org: 'acme',
    subject: 'user:mo',
    name: 'Mo',
    preferred_username: 'mo',
    email: 'mo@example.com',
    email_verified: false,
  })
  t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 401)
})

test('PKCE: a challenge is demanded, plain is refused, a wrong verifier ends nothing well', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const at = browser(service.url)
  const missing = await at.open(authorize(service, app))
  t.is(missing.left?.searchParams.get('error'), 'invalid_request')
  t.is(missing.left?.searchParams.get('iss'), `${service.url}/oidc`)
  const plain = await at.open(
    authorize(service, app, { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }),
  )
  t.is(plain.left?.searchParams.get('error'), 'invalid_request')
  const coded = await codeFor(t, service, app)
  const wrong = await redeem(service, app, { ...coded, code_verifier: verifier().code_verifier })
  t.is(wrong.body.error, 'invalid_grant')
  const relaxed = await register(t, service, { require_pkce: false })
  const page = await at.open(authorize(service, relaxed))
  const done = page.left ? page : await say(at, page, 'mo')
  t.truthy(done.left?.searchParams.get('code'))
})

test('redirect addresses are compared byte for byte, and a wrong one is never redirected to', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const at = browser(service.url)
  const { host } = new URL(app.redirect)
  for (const redirect_uri of [
    `${app.redirect}/more`,
    `${app.redirect}/../cb`,
    `${app.redirect}#x`,
    `${app.redirect}?a=1`,
    `http://user:pw@${host}/app/cb`,
    app.redirect.replace('/cb', '/%63b'),
    app.redirect.toUpperCase(),
    'https://evil.example/cb',
  ]) {
    const { code_challenge } = verifier()
    const page = await at.open(
      authorize(service, app, { redirect_uri, code_challenge, code_challenge_method: 'S256' }),
    )
    t.is(page.left, undefined, redirect_uri)
    t.is(page.status, 400, redirect_uri)
  }
})

test('neither the implicit nor the password grant exists', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const at = browser(service.url)
  for (const response_type of ['token', 'id_token', 'id_token token', 'code token']) {
    const page = await at.open(authorize(service, app, { response_type, nonce: 'n' }))
    const told =
      page.left?.searchParams.get('error') ?? new URLSearchParams(page.left?.hash.slice(1)).get('error')
    t.is(told ?? page.status, 'unsupported_response_type', response_type)
  }
  const { body } = await token(service, app, { grant_type: 'password', username: 'mo', password: 'x' })
  t.is(body.error, 'unsupported_grant_type')
})
