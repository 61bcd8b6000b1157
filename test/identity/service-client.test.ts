import test from 'ava'
import { claims, codeFor, found, redeem, register, signedIn, token } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const backend = async (t: Parameters<typeof found>[0], service: SignInService) => {
  await found(t, service)
  t.is((await service.operator('PUT', '/v1/orgs/acme/service-accounts/etl', { role: 'member' })).status, 200)
  return register(t, service, { kind: 'service', subject: 'etl', scopes: ['check', 'read'] })
}

test('a service signs in as its service account, with the scopes it was registered with', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const all = await token(service, app, { grant_type: 'client_credentials' })
  t.is(all.status, 200, JSON.stringify(all.body))
  t.like(claims(all.body.access_token), {
    aud: service.url,
    org: 'acme',
    subject: 'service:etl',
    sub: app.id,
    scope: 'check read',
  })
  const some = await token(service, app, { grant_type: 'client_credentials', scope: 'read write' })
  t.is(claims(some.body.access_token).scope, 'read')
  const etl = service.as(all.body.access_token)
  const reply = await etl('POST', '/check', {
    org: 'acme',
    subject: 'user:alice',
    action: 'members.invite',
    resource: 'org',
  })
  t.true(reply.body.allowed)
  const without = await service.as(some.body.access_token)('POST', '/check', {
    org: 'acme',
    subject: 'user:alice',
    action: 'members.invite',
    resource: 'org',
  })
  t.is(without.status, 403)
})

test('a secret is shown once, kept as a hash, and replaced with an overlap', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const { operator } = service
  const shown = await operator('GET', `/v1/orgs/acme/clients/${app.id}`)
  t.notRegex(shown.text, new RegExp(app.secret ?? 'none'))
  t.notRegex(shown.text, /hash/)
  const asks = async (secret: string | undefined) =>
    (await token(service, { ...app, ...(secret ? { secret } : {}) }, { grant_type: 'client_credentials' }))
      .status
  t.is(await asks(app.secret), 200)
  t.is(await asks(`${app.secret}x`), 401)
  const next = await operator('POST', `/v1/orgs/acme/clients/${app.id}/secret`, { overlap_seconds: 3600 })
  t.is(next.status, 201)
  t.is(await asks(app.secret), 200)
  t.is(await asks(next.body.client_secret), 200)
  const last = await operator('POST', `/v1/orgs/acme/clients/${app.id}/secret`, { overlap_seconds: 0 })
  t.is(await asks(app.secret), 401)
  t.is(await asks(next.body.client_secret), 401)
  t.is(await asks(last.body.client_secret), 200)
})

test('the secret may come in the form as well', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const reply = await fetch(`${service.url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.id,
      client_secret: app.secret ?? '',
    }),
  })
  t.is(reply.status, 200)
})

test('a token is inspected and revoked by its own client alone, and revoked means at once', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const other = await register(t, service, { kind: 'service', subject: 'etl', scopes: ['check'] })
  const { body } = await token(service, app, { grant_type: 'client_credentials' })
  const ask = async (as: typeof app, endpoint: string) => {
    const reply = await fetch(`${service.url}/oidc/token/${endpoint}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${as.id}:${as.secret}`).toString('base64')}` },
      body: new URLSearchParams({ token: body.access_token }),
    })
    return { status: reply.status, text: await reply.text() }
  }
  const mine = JSON.parse((await ask(app, 'introspection')).text)
  t.like(mine, {
    active: true,
    client_id: app.id,
    aud: service.url,
    scope: 'check read',
    iss: `${service.url}/oidc`,
  })
  t.deepEqual(JSON.parse((await ask(other, 'introspection')).text), { active: false })
  t.is((await ask({ ...app, secret: 'wrong' }, 'introspection')).status, 401)

  const whoami = async () => (await service.as(body.access_token)('GET', '/v1/whoami')).status
  await ask(other, 'revocation')
  t.is(await whoami(), 200)
  t.is((await ask(app, 'revocation')).status, 200)
  t.is(await whoami(), 401)
  t.deepEqual(JSON.parse((await ask(app, 'introspection')).text), { active: false })
})

test('a refresh token that is revoked takes everything under its grant with it', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const { access_token, refresh_token } = await signedIn(t, service, app)
  const reply = await fetch(`${service.url}/oidc/token/revocation`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}` },
    body: new URLSearchParams({ token: refresh_token }),
  })
  t.is(reply.status, 200)
  t.is((await service.as(access_token)('GET', '/v1/whoami')).status, 401)
  t.is(
    (await token(service, app, { grant_type: 'refresh_token', refresh_token })).body.error,
    'invalid_grant',
  )
})

test('a client of one organisation is nothing in another, and removing it ends its tokens', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  await found(t, service, 'globex')
  t.is((await service.operator('GET', `/v1/orgs/globex/clients/${app.id}`)).status, 404)
  t.is((await service.operator('DELETE', `/v1/orgs/globex/clients/${app.id}`)).status, 404)
  const { body } = await token(service, app, { grant_type: 'client_credentials' })
  const etl = service.as(body.access_token)
  t.is((await etl('GET', '/v1/orgs/globex')).status, 404)
  const web = await register(t, service, { scopes: ['read'] })
  const person = await signedIn(t, service, web)
  t.is((await service.operator('DELETE', `/v1/orgs/acme/clients/${app.id}`)).status, 200)
  t.is((await service.operator('DELETE', `/v1/orgs/acme/clients/${web.id}`)).status, 200)
  t.is((await etl('GET', '/v1/whoami')).status, 401)
  t.is((await service.as(person.access_token)('GET', '/v1/whoami')).status, 401)
  t.is((await token(service, app, { grant_type: 'client_credentials' })).status, 401)
})

test('a service account that is removed takes its clients and their tokens along', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const { body } = await token(service, app, { grant_type: 'client_credentials' })
  t.is((await service.operator('DELETE', '/v1/orgs/acme/service-accounts/etl')).status, 200)
  t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 401)
  const after = await token(service, app, { grant_type: 'client_credentials' })
  t.is(after.status, 401)
  t.is(after.body.error, 'invalid_client')
})

test('bad addresses are refused when a client is registered, each at its place', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const { operator } = service
  for (const uri of [
    'http://evil.example/cb',
    'https://a.example/cb#x',
    'https://u:p@a.example/',
    'javascript:alert(1)',
    '*',
    'https://*.example/cb',
  ]) {
    const reply = await operator('POST', '/v1/orgs/acme/clients', {
      name: 'x',
      kind: 'web',
      redirect_uris: [uri],
    })
    t.is(reply.status, 400, uri)
    t.is(reply.body.errors[0].path, 'body.redirect_uris.0', uri)
  }
  const coded = await codeFor(
    t,
    service,
    await register(t, service, { kind: 'public', redirect_uris: [`${service.url}/app/cb`] }),
  )
  t.truthy(coded.code)
  t.is((await redeem(service, { id: 'none', redirect: '' }, coded)).status, 401)
})

test('a client that may do less than before loses its tokens, and only then', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const { operator } = service
  const at = `/v1/orgs/acme/clients/${app.id}`
  const ask = async () => (await token(service, app, { grant_type: 'client_credentials' })).body.access_token
  const works = async (text: string) => (await service.as(text)('GET', '/v1/whoami')).status === 200
  const first = await ask()
  t.is((await operator('PUT', at, { name: 'Renamed', scopes: ['check', 'read'] })).status, 200)
  t.true(await works(first))
  const less = await operator('PUT', at, { name: 'Renamed', scopes: ['read'] })
  t.is(less.status, 200)
  t.deepEqual(less.body.scopes, ['read'])
  t.false(await works(first))
  const second = await ask()
  t.true(await works(second))
  t.is((await operator('DELETE', `${at}/tokens`)).status, 200)
  t.false(await works(second))
  t.true(await works(await ask()))
})

test('a client that is bound to known servers does not exist for others', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const at = `/v1/orgs/acme/clients/${app.id}`
  const { body } = await token(service, app, { grant_type: 'client_credentials' })
  const bind = (networks: string[]) =>
    service.operator('PUT', at, { name: 'Bound', scopes: ['check', 'read'], networks })
  t.is((await bind(['127.0.0.0/8'])).status, 200)
  t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 401)
  const here = await token(service, app, { grant_type: 'client_credentials' })
  t.is((await service.as(here.body.access_token)('GET', '/v1/whoami')).status, 200)
  t.is((await bind(['10.0.0.0/8'])).status, 200)
  const there = await token(service, app, { grant_type: 'client_credentials' })
  t.is(there.status, 401)
  t.is(there.body.error, 'invalid_client')
})

test('an organisation that is bound to known servers gives its services no token elsewhere', async t => {
  const service = await startSignIn(t)
  const app = await backend(t, service)
  const bind = (networks: string[] | null) =>
    service.operator('PATCH', '/v1/orgs/acme/settings', { networks })
  const ask = () => token(service, app, { grant_type: 'client_credentials' })
  const { body } = await ask()
  t.is((await bind(['10.0.0.0/8'])).status, 200)
  t.is((await ask()).body.error, 'invalid_client')
  t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 401)
  t.is((await bind(['127.0.0.0/8'])).status, 200)
  t.is((await ask()).status, 200)
  t.is((await service.as(body.access_token)('GET', '/v1/whoami')).status, 200)
  const wrong = await token(service, { ...app, secret: 'wrong' }, { grant_type: 'client_credentials' })
  t.is(wrong.body.error, 'invalid_client')
  const { items } = (await service.operator('GET', '/v1/orgs/acme/audit?action=useCredential')).body
  const noted = items.map(({ actor, resource }: { actor: string; resource: string }) => [actor, resource])
  t.deepEqual(noted[0], ['anonymous', app.id], 'somebody who only says that they are the client')
  t.deepEqual(noted.at(-1), ['service:etl', 'service:etl'], 'its own token, from elsewhere')
})
