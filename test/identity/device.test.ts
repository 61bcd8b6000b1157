import test from 'ava'
import { type App, found, register, say } from './app.ts'
import { browser } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

const ask = async ({ url }: SignInService, path: string, form: Record<string, string>) => {
  const reply = await fetch(`${url}/oidc/${path}`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: reply.status, body: await reply.json() }
}

const begin = (service: SignInService, app: App) =>
  ask(service, 'device/auth', { client_id: app.id, scope: 'openid offline_access read write' })

const poll = (service: SignInService, app: App, device_code: string) =>
  ask(service, 'token', { grant_type: GRANT, client_id: app.id, device_code })

const device = (t: Parameters<typeof found>[0], service: SignInService, more = {}) =>
  register(t, service, { kind: 'device', scopes: ['read', 'write'], first_party: true, ...more })

test('a notebook is connected by the person who holds the code', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  t.regex(body.user_code, /^[B-DF-HJ-NP-TV-Z]{4}-[B-DF-HJ-NP-TV-Z]{4}$/)
  t.like(body, { verification_uri: `${service.url}/oidc/device`, interval: 5, expires_in: 600 })
  t.is((await poll(service, app, body.device_code)).body.error, 'authorization_pending')

  const at = browser(service.url)
  const asked = await at.open(body.verification_uri)
  const same = await at.submit(asked, { user_code: body.user_code.toLowerCase() })
  t.regex(same.text, new RegExp(body.user_code))
  const who = await at.submit(same, { confirm: 'yes' })
  const done = await say(at, who, 'mo')
  t.is(done.status, 200)
  t.regex(done.text, /Connected/)

  const other = await begin(service, app)
  t.is((await poll(service, app, other.body.device_code)).body.error, 'authorization_pending')
  const stolen = await poll(service, await device(t, service), body.device_code)
  t.is(stolen.body.error, 'invalid_grant')
})

test('a device that polls too fast is told to slow down; a patient one gets its tokens once', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  const same = await at.submit(await at.open(body.verification_uri_complete))
  await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  const replies = [await poll(service, app, body.device_code), await poll(service, app, body.device_code)]
  t.deepEqual(
    replies.map(reply => reply.body.error ?? 'tokens'),
    ['tokens', 'slow_down'],
  )
  const mo = service.as(replies[0]?.body.access_token)
  t.like((await mo('GET', '/v1/whoami')).body, { subject: 'user:mo', credential: 'token' })
  t.truthy(replies[0]?.body.refresh_token)
})

test('ten wrong codes stop an address, even for the right one', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  let page = await at.open(body.verification_uri)
  for (let i = 0; i < 10; i += 1) {
    page = await at.submit(page, { user_code: 'BBBB-BBBB' })
    t.regex(page.text, /There is no such code/)
  }
  page = await at.submit(page, { user_code: body.user_code })
  t.regex(page.text, /Too many wrong codes/)
  const fresh = browser(service.url)
  const later = await fresh.submit(await fresh.open(body.verification_uri), { user_code: body.user_code })
  t.regex(later.text, /Too many wrong codes/)
})

test('a forged form connects nothing, and a person may say no', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  await at.open(body.verification_uri)
  const forged = await at.post(body.verification_uri, {
    user_code: body.user_code,
    confirm: 'yes',
    xsrf: 'guess',
  })
  t.is(forged.status, 400)
  t.is((await poll(service, app, body.device_code)).body.error, 'authorization_pending')
  const same = await at.submit(await at.open(body.verification_uri), { user_code: body.user_code })
  const no = await at.submit(same, { abort: 'yes', confirm: '' })
  t.regex(no.text, /not connected/)
  const [again] = [await begin(service, app)]
  t.is(again.status, 200)
})

test('a device that is connected ends with its person', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  const same = await at.submit(await at.open(body.verification_uri_complete))
  await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  t.is((await service.operator('POST', '/v1/orgs/acme/members/mo/disable')).status, 200)
  const reply = await poll(service, app, body.device_code)
  t.is(reply.status, 400)
  t.is(reply.body.error, 'invalid_grant')
})

test('the code is good until somebody has used it: the page may be reloaded, or closed and opened again', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const closed = browser(service.url)
  const same = await closed.submit(await closed.open(body.verification_uri_complete))
  t.regex((await closed.submit(same, { confirm: 'yes' })).text, /Who are you/)

  const at = browser(service.url)
  const again = await at.submit(await at.open(body.verification_uri), { user_code: body.user_code })
  t.regex(again.text, /Is this your device/)
  const who = await at.submit(again, { confirm: 'yes' })
  t.regex((await at.open(who.url)).text, /Who are you/, 'reloaded')
  t.regex((await say(at, who, 'mo')).text, /Connected/)
  const late = await closed.submit(await closed.open(body.verification_uri), { user_code: body.user_code })
  t.regex(late.text, /used already/)
  t.is((await poll(service, app, body.device_code)).status, 200)
})

test('of two browsers that confirm one code, the first to sign in connects it', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const asked = async () => {
    const at = browser(service.url)
    const same = await at.submit(await at.open(body.verification_uri_complete))
    return { at, page: await at.submit(same, { confirm: 'yes' }) }
  }
  const [first, second] = [await asked(), await asked()]
  t.regex((await say(first.at, first.page, 'mo')).text, /Connected/)
  t.regex((await say(second.at, second.page, 'alice')).text, /used already/)
  const { access_token } = (await poll(service, app, body.device_code)).body
  t.is((await service.as(access_token)('GET', '/v1/whoami')).body.subject, 'user:mo')
})

test('the device learns at its next poll that the person said no', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  const same = await at.submit(await at.open(body.verification_uri_complete))
  await at.submit(same, { abort: 'yes', confirm: '' })
  const reply = (await poll(service, app, body.device_code)).body
  t.deepEqual(reply, { error: 'access_denied', error_description: 'the person refused it in the browser' })
})

test('a device that names an organisation without a sign-in page is told so before anybody opens a page', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  for (const org of ['nowhere', 'NOT AN ID'])
    t.like(await ask(service, 'device/auth', { client_id: 'kasbah-cli', scope: 'openid', org }), {
      status: 400,
      body: { error: 'invalid_request' },
    })
  t.is(
    (await ask(service, 'device/auth', { client_id: 'kasbah-cli', scope: 'openid', org: 'acme' })).status,
    200,
  )
})

test('a sign-in that is refused for good answers the device, which does not wait until its code expires', async t => {
  const service = await startSignIn(t, { KASBAH_STAND_IN: 'off' })
  await found(t, service)
  const app = await device(t, service)
  const { body } = await begin(service, app)
  const at = browser(service.url)
  const same = await at.submit(await at.open(body.verification_uri_complete))
  const page = await at.submit(same, { confirm: 'yes' })
  t.regex(page.text, /unknown_organisation/)
  const reply = (await poll(service, app, body.device_code)).body
  t.is(reply.error, 'access_denied')
  t.regex(reply.error_description, /^the sign-in was refused: .+ \(unknown_organisation\)$/)
})
