/** A browser signs in at an application behind a proxy: there and back, and what others could make of it. */
import test, { type ExecutionContext } from 'ava'
import { found } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { ok } from '../service/acme.ts'
import { fronted, frontedPolicies, HOST, send } from './fronted.ts'
import { ORIGIN, signIn, visitor } from './visitor.ts'

const world = async (t: ExecutionContext) => {
  const { folder, gone } = await frontedPolicies('kasbah')
  t.teardown(gone)
  const service = await startSignIn(t, { KASBAH_POLICIES: folder, KASBAH_TRUST_PROXY: 'on' })
  await found(t, service, 'other')
  await fronted(service.operator, 'acme')
  return service
}

const entered = async (service: SignInService, person: string) => {
  const app = visitor(service)
  const begun = await app.open('/.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1')
  const back = await signIn(browser(service.url), String(begun.headers.location), person)
  const done = await app.open(`${back?.pathname}${back?.search}`)
  return { app, back, done }
}

test('a browser signs in, comes back to its page, and is known there until the session ends', async t => {
  const service = await world(t)
  const first = visitor(service)
  const sent = await first.through('GET /datasets/streets?x=1', { accept: 'text/html' })
  t.like(sent, {
    status: 302,
    headers: { location: `${ORIGIN}/.kasbah/sign-in?to=%2Fdatasets%2Fstreets%3Fx%3D1` },
  })
  const { app, back, done } = await entered(service, 'mo')
  t.is(back?.origin, ORIGIN)
  t.like(done, { status: 303, headers: { location: '/datasets/streets?x=1' } })
  t.regex(
    String(done.headers['set-cookie']),
    /__Host-kasbah_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure/,
  )
  t.like(await app.through('GET /datasets/streets'), {
    status: 200,
    headers: { 'kasbah-subject': 'user:mo' },
  })
  t.is((await app.through('PUT /datasets/streets', { origin: ORIGIN })).status, 403)
  t.is((await app.through('POST /datasets', { origin: ORIGIN })).status, 200)
  await ok(t, service.operator('POST', '/v1/orgs/acme/members/mo/disable'))
  t.is((await app.through('GET /datasets/streets')).status, 401)
})

test('what another site makes a browser send is not done as the person', async t => {
  const { app } = await entered(await world(t), 'mo')
  t.is((await app.through('POST /datasets')).status, 401)
  for (const origin of ['https://evil.example', 'null', `http://${HOST}`, 'https://other.example.com'])
    for (const line of ['POST /datasets', 'GET /datasets/streets'])
      t.is((await app.through(line, { origin })).status, 401, `${line} ${origin}`)
})

test('a ticket is good for the browser that began, on the host that it began on', async t => {
  const service = await world(t)
  const { app, back } = await entered(service, 'mo')
  const again = `${back?.pathname}${back?.search}`
  // The browser that began holds its half no more, and another never did.
  for (const thief of [app, visitor(service)]) t.is((await thief.open(again)).status, 400)
  const begun = visitor(service)
  await begun.open('/.kasbah/sign-in?to=/')
  t.is((await begun.open(again)).status, 400)
  t.is((await begun.open('/.kasbah/return?ticket=x')).status, 400)
  const elsewhere = visitor(service, `${HOST}:8443`)
  elsewhere.jar.set('__Host-kasbah_hop', begun.jar.get('__Host-kasbah_hop') ?? '')
  t.is((await elsewhere.open(again)).status, 400)
})

test('a session is of one host and one organisation, and of nobody who signed out', async t => {
  const service = await world(t)
  const at = browser(service.url)
  const app = visitor(service)
  const begun = await app.open('/.kasbah/sign-in?to=/')
  const back = await signIn(at, String(begun.headers.location), 'gus')
  await app.open(`${back?.pathname}${back?.search}`)
  const cookie = `__Host-kasbah_session=${app.jar.get('__Host-kasbah_session')}`
  t.is((await app.through('GET /')).status, 200)
  const other = visitor(service, 'api.example.com')
  t.is((await other.through('GET /', { cookie })).status, 403)
  t.is((await app.through('GET /', { cookie: `${cookie}; ${cookie}` })).status, 401)
  // Of its last two characters alone one signature in 256 would stay as it is.
  const forged = `${cookie.slice(0, -8)}AAAAAAAA`
  t.is((await app.through('GET /', { cookie: forged })).status, 401)
  t.is((await app.through('GET /', { authorization: 'Bearer nonsense' })).status, 401)
  const asToken = service.as(app.jar.get('__Host-kasbah_session'))
  t.is((await asToken('GET', '/v1/whoami')).status, 401, 'it is no token')
  t.is((await app.open('/.kasbah/sign-out', {}, 'POST')).status, 400)
  const out = await app.open('/.kasbah/sign-out', { origin: ORIGIN }, 'POST')
  t.like(out, { status: 303, headers: { location: `${service.url}/me` } })
  t.is((await app.through('GET /')).status, 401)
  // Signing out on our own host ends it on the application's.
  t.is((await app.through('GET /', { cookie })).status, 200)
  await at.post('/me/sign-out', {})
  t.is((await app.through('GET /', { cookie })).status, 401)
})

test('a sign-in leads nowhere but to a path of its host, and only where the set says so', async t => {
  const service = await world(t)
  for (const to of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/x/../y',
    `/${'a'.repeat(2_000)}`,
  ]) {
    const app = visitor(service)
    const begun = await app.open(`/.kasbah/sign-in?to=${encodeURIComponent(to)}`)
    const back = await signIn(browser(service.url), String(begun.headers.location), 'mo')
    t.is((await app.open(`${back?.pathname}${back?.search}`)).headers.location, '/', to)
  }
  t.is((await visitor(service, 'evil.example').open('/.kasbah/sign-in?to=/')).status, 404)
  t.is(
    (
      await send(service.url, {
        method: 'GET',
        path: '/orgs/nowhere/app/sign-in',
        headers: { 'x-forwarded-host': HOST },
      })
    ).status,
    404,
  )
  const forged = await browser(service.url).open('/me/application?wish=x')
  t.is(forged.status, 400)
})

test('somebody of another organisation is asked to sign in at this one', async t => {
  const service = await world(t)
  const at = browser(service.url)
  await at.submit(await at.open('/me'), { person: 'alice' }, 1)
  const begun = await visitor(service).open('/.kasbah/sign-in?to=/')
  t.is((await at.open(String(begun.headers.location))).left, undefined)
})
