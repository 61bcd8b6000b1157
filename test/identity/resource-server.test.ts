import test from 'ava'
import { type App, codeFor, found, redeem, register, signedIn } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const API = 'https://tiles.example.com'

const introspect = async ({ url }: SignInService, { id, secret }: App, token: string) => {
  const reply = await fetch(`${url}/oidc/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ token }),
  })
  return reply.json()
}

test('an API that is registered with its audience introspects the tokens issued for it, and no others', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  await found(t, service, 'globex')
  const app = await register(t, service, { scopes: ['read'], resources: [API] })
  const tiles = await register(t, service, { audience: API })
  const other = await register(t, service, {})
  const foreign = await register(t, service, { audience: API }, 'globex')
  const coded = await codeFor(t, service, app, { params: { scope: 'openid', resource: API } })
  const { access_token } = (await redeem(service, app, coded)).body
  const said = await introspect(service, tiles, access_token)
  t.like(said, {
    active: true,
    aud: API,
    sub: 'acme:user:mo',
    client_id: app.id,
    subject: 'user:mo',
    org: 'acme',
  })
  t.deepEqual(await introspect(service, other, access_token), { active: false })
  t.deepEqual(await introspect(service, foreign, access_token), { active: false })
  const ours = await signedIn(t, service, app)
  t.deepEqual(await introspect(service, tiles, ours.access_token), { active: false }, 'another audience')
  t.deepEqual(await introspect(service, tiles, ours.refresh_token), { active: false })

  t.is((await service.operator('POST', '/v1/orgs/acme/members/mo/disable')).status, 200)
  t.deepEqual(await introspect(service, tiles, access_token), { active: false }, 'ended')
})

test('an audience needs a client that can keep a secret', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const wish = { name: 'Tiles', audience: API, redirect_uris: [`${API}/cb`] }
  const clients = '/v1/orgs/acme/clients'
  t.is((await service.operator('POST', clients, { ...wish, kind: 'public' })).status, 400)
  t.is((await service.operator('POST', clients, { ...wish, kind: 'web', auth_method: 'none' })).status, 400)
  t.is((await service.operator('POST', clients, { ...wish, kind: 'web', audience: 'tiles' })).status, 400)
})
