import test from 'ava'
import { authorize, found, register, say, signedIn, token, verifier } from './app.ts'
import { type SignInService, startSignIn } from './service.ts'

const challenge = () => ({ code_challenge: verifier().code_challenge, code_challenge_method: 'S256' })

const ends: Record<string, (service: SignInService, mine: string) => Promise<{ status: number }>> = {
  'an admin disables them': ({ operator }) => operator('POST', '/v1/orgs/acme/members/mo/disable'),
  'an admin removes them': ({ operator }) => operator('DELETE', '/v1/orgs/acme/members/mo'),
  'an admin signs them out': ({ operator }) => operator('DELETE', '/v1/orgs/acme/members/mo/sessions'),
  'they sign out everywhere': ({ as }, mine) => as(mine)('DELETE', '/v1/sessions'),
}

for (const [how, end] of Object.entries(ends))
  test(`${how}: token, refresh token and session are over in the answer to the very next request`, async t => {
    const service = await startSignIn(t)
    await found(t, service)
    const app = await register(t, service, { scopes: ['read', 'write'] })
    const tokens = await signedIn(t, service, app)
    const mo = service.as(tokens.access_token)
    const question = { org: 'acme', action: 'datasets.create', resource: 'org' }
    t.true((await mo('POST', '/check', question)).body.allowed)
    t.is((await end(service, tokens.access_token)).status, 200)
    t.is((await mo('POST', '/check', question)).status, 401)
    const refreshed = await token(service, app, {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    })
    t.is(refreshed.status, 400)
    t.is(refreshed.body.error, 'invalid_grant')
    const silent = await tokens.at.open(authorize(service, app, { prompt: 'none', ...challenge() }))
    t.is(silent.left?.searchParams.get('error'), 'login_required')
    const asked = await tokens.at.open(authorize(service, app, challenge()))
    t.regex(asked.text, /Who are you\?/)
  })

test('who was disabled can sign in again when enabled, and what was issued before stays dead', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read'] })
  const before = await signedIn(t, service, app)
  await service.operator('POST', '/v1/orgs/acme/members/mo/disable')
  const refused = await say(before.at, await before.at.open(authorize(service, app, challenge())), 'mo')
  t.is(refused.status, 400)
  await service.operator('POST', '/v1/orgs/acme/members/mo/enable')
  t.is((await service.as(before.access_token)('GET', '/v1/whoami')).status, 401)
  const after = await signedIn(t, service, app, { at: before.at })
  t.is((await service.as(after.access_token)('GET', '/v1/whoami')).status, 200)
})

test('a person sees where they are signed in, and ends one session of their own', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const [here, there] = [await signedIn(t, service, app), await signedIn(t, service, app)]
  const alice = await signedIn(t, service, app, { person: 'alice' })
  const mo = service.as(here.access_token)
  const { body } = await mo('GET', '/v1/sessions')
  t.is(body.items.length, 2)
  t.deepEqual(body.items[0].clients, [app.id])
  for (const { id } of body.items)
    t.is((await service.as(alice.access_token)('DELETE', `/v1/sessions/${id}`)).status, 404)
  t.is((await mo('DELETE', `/v1/sessions/${body.items[0].id}`)).status, 200)
  const left = [here, there].map(({ access_token }) => service.as(access_token)('GET', '/v1/whoami'))
  t.deepEqual((await Promise.all(left)).map(({ status }) => status).sort(), [200, 401])
  t.is((await service.as(alice.access_token)('GET', '/v1/whoami')).status, 200)
})

test('a session of one organisation is none in another', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  await found(t, service, 'globex')
  const acme = await register(t, service, { scopes: ['read'] })
  const globex = await register(t, service, { scopes: ['read'] }, 'globex')
  const first = await signedIn(t, service, acme)
  const silent = await first.at.open(authorize(service, globex, { prompt: 'none', ...challenge() }))
  t.is(silent.left?.searchParams.get('error'), 'login_required')
  const page = await first.at.open(authorize(service, globex, challenge()))
  t.regex(page.text, /globex/)
  const mo = service.as(first.access_token)
  t.is((await mo('GET', '/v1/orgs/globex')).status, 404)
})
