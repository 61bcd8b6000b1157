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
  const kinds = (items: readonly { kind: string }[]) => items.map(({ kind }) => kind)
  t.deepEqual(kinds(body.items), ['browser', 'browser', 'offline', 'offline'])
  for (const { clients } of body.items) t.deepEqual(clients, [app.id])
  for (const { id } of body.items)
    t.is((await service.as(alice.access_token)('DELETE', `/v1/sessions/${id}`)).status, 404)
  t.is((await mo('DELETE', `/v1/sessions/${body.items[0].id}`)).status, 200)
  const left = [here, there].map(({ access_token }) => service.as(access_token)('GET', '/v1/whoami'))
  t.deepEqual((await Promise.all(left)).map(({ status }) => status).sort(), [200, 401])
  t.is((await service.as(alice.access_token)('GET', '/v1/whoami')).status, 200)
})

test('signing out in the browser leaves the access that was granted for while one is away; it is listed, and ended there', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const { at, access_token, refresh_token, id_token } = await signedIn(t, service, app)
  const out = `${service.url}/oidc/session/end?${new URLSearchParams({ id_token_hint: id_token })}`
  await at.submit(await at.open(out), { logout: 'yes' })
  const mo = service.as(access_token)
  const form = { grant_type: 'refresh_token', refresh_token, resource: service.url }
  const next = await token(service, app, form)
  const { body } = await mo('GET', '/v1/sessions')
  t.is(body.items.length, 1, 'the token that was used is not a second line')
  t.like(body.items[0], { kind: 'offline', clients: [app.id] })
  t.true(Date.parse(body.items[0].signed_in_at) > Date.now() - 60_000)
  t.is((await mo('DELETE', `/v1/sessions/${body.items[0].id}`)).status, 200)
  t.is((await service.as(next.body.access_token)('GET', '/v1/whoami')).status, 401)
  const last = { ...form, refresh_token: next.body.refresh_token }
  t.is((await token(service, app, last)).body.error, 'invalid_grant')
})

test('the list of sessions is paged over both kinds, and takes no cursor of another list', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { scopes: ['read', 'write'] })
  const signIns = [await signedIn(t, service, app), await signedIn(t, service, app)]
  const mo = service.as(signIns[0]?.access_token)
  const whole = (await mo('GET', '/v1/sessions')).body.items
  const seen: unknown[] = []
  let query = '?limit=1'
  for (let i = 0; i < 10 && query !== ''; i += 1) {
    const { body } = await mo('GET', `/v1/sessions${query}`)
    t.true(body.items.length <= 1)
    seen.push(...body.items)
    query = body.next_token ? `?limit=1&page_token=${body.next_token}` : ''
  }
  t.deepEqual(seen, whole)
  const foreign = Buffer.from('user:mo').toString('base64url')
  t.is((await mo('GET', `/v1/sessions?page_token=${foreign}`)).status, 400)
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
