import test from 'ava'
import {
  type App,
  authorize,
  claims,
  found,
  redeem,
  register,
  say,
  signedIn,
  token,
  verifier,
} from './app.ts'
import { browser } from './browser.ts'
import { type SignInService, startSignIn } from './service.ts'

const platformApp = async (t: Parameters<typeof found>[0], service: SignInService): Promise<App> => {
  await found(t, service)
  await found(t, service, 'globex')
  const redirect = `${service.url}/app/cb`
  const wish = {
    name: 'Platform',
    kind: 'web',
    redirect_uris: [redirect],
    scopes: ['read'],
    first_party: true,
  }
  const { status, body } = await service.operator('POST', '/v1/clients', wish)
  t.is(status, 201)
  return { id: body.client_id, secret: body.client_secret, redirect }
}

const challenge = () => {
  const { code_challenge, code_verifier } = verifier()
  return { code_verifier, params: { code_challenge, code_challenge_method: 'S256' } }
}

test('one application serves two organisations; a request names one, or the person chooses', async t => {
  const service = await startSignIn(t)
  const app = await platformApp(t, service)
  const at = browser(service.url)
  const orgOf = async (code: string | null | undefined, code_verifier: string) =>
    claims((await redeem(service, app, { code: code ?? '', code_verifier })).body.id_token).sub

  const named = challenge()
  const asked = await at.open(authorize(service, app, { org: 'globex', ...named.params }))
  t.regex(asked.text, /identity provider of <strong>globex/)
  const done = await say(at, asked, 'mo')
  t.is(await orgOf(done.left?.searchParams.get('code'), named.code_verifier), 'globex:user:mo')

  const other = challenge()
  const again = await at.open(authorize(service, app, { org: 'acme', ...other.params }))
  t.regex(again.text, /identity provider of <strong>acme/, 'the session of globex is none of acme’s')
  // Another account in the same browser: the session before is ended by a form that posts itself.
  const switched = await at.submit(await say(at, again, 'mo'))
  t.is(await orgOf(switched.left?.searchParams.get('code'), other.code_verifier), 'acme:user:mo')

  const fresh = browser(service.url)
  const open = challenge()
  const chooser = await fresh.open(authorize(service, app, open.params))
  t.regex(chooser.text, /acme/)
  t.regex(chooser.text, /globex/)
  const foreign = await fresh.submit(chooser, { choice: 'initech stand-in' })
  t.is(foreign.status, 400)
  const chosen = await fresh.submit(chooser, { choice: 'globex stand-in' })
  const signed = await say(fresh, chosen, 'alice')
  t.is(await orgOf(signed.left?.searchParams.get('code'), open.code_verifier), 'globex:user:alice')
})

test('an organisation that is not there has no sign-in page', async t => {
  const service = await startSignIn(t)
  const app = await platformApp(t, service)
  const page = await browser(service.url).open(
    authorize(service, app, { org: 'initech', ...challenge().params }),
  )
  t.is(page.status, 400)
  t.regex(page.text, /unknown_organisation/)
})

test('removing it ends its tokens in every organisation; only the operator may', async t => {
  const service = await startSignIn(t)
  const app = await platformApp(t, service)
  const [a, g] = [
    await signedIn(t, service, app, { params: { org: 'acme', scope: 'openid read' } }),
    await signedIn(t, service, app, { params: { org: 'globex', scope: 'openid read' } }),
  ]
  const works = async (token: string) => (await service.as(token)('GET', '/v1/whoami')).status
  t.is((await service.as(a.access_token)('GET', '/v1/clients')).status, 403)
  t.deepEqual([await works(a.access_token), await works(g.access_token)], [200, 200])
  t.is((await service.operator('GET', `/v1/clients/${app.id}`)).body.name, 'Platform')
  t.is((await service.operator('DELETE', `/v1/clients/${app.id}`)).status, 200)
  t.deepEqual([await works(a.access_token), await works(g.access_token)], [401, 401])
  t.is((await service.operator('GET', `/v1/clients/${app.id}`)).status, 404)
})

test('the command line has a client of its own, for every organisation', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const begun = await fetch(`${service.url}/oidc/device/auth`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'kasbah-cli', scope: 'openid offline_access read', org: 'acme' }),
  })
  const { device_code, verification_uri_complete } = await begun.json()
  const at = browser(service.url)
  const same = await at.submit(await at.open(verification_uri_complete))
  await say(at, await at.submit(same, { confirm: 'yes' }), 'mo')
  const reply = await fetch(`${service.url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: 'kasbah-cli',
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code,
    }),
  })
  const { access_token } = await reply.json()
  t.like((await service.as(access_token)('GET', '/v1/whoami')).body, { subject: 'user:mo', scopes: ['read'] })
})

test('where nothing tells where a person belongs they are asked, and a wrong answer is asked again', async t => {
  const service = await startSignIn(t, { KASBAH_STAND_IN: 'off' })
  const app = await platformApp(t, service)
  const at = browser(service.url)
  const asked = await at.open(authorize(service, app, challenge().params))
  t.is(asked.status, 200)
  t.regex(asked.text, /Your organisation, or your email address at work/)
  for (const realm of ['initech', 'someone@nowhere.example', 'acme', '<b>', 'x'.repeat(320)]) {
    const again = await at.submit(asked, { realm })
    t.is(again.status, 200, realm)
    t.regex(again.text, /We know no sign.in page for this/, realm)
    t.notRegex(again.text, /<b>/)
  }
})

test('its secret is replaced with an overlap, and what cannot be one is refused', async t => {
  const service = await startSignIn(t)
  const app = await platformApp(t, service)
  const { operator } = service
  const works = async (secret: string | undefined) => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x' }
    return (
      (await token(service, { ...app, ...(secret ? { secret } : {}) }, form)).body.error === 'invalid_grant'
    )
  }
  const next = await operator('POST', `/v1/clients/${app.id}/secret`, { overlap_seconds: 600 })
  t.is(next.status, 201)
  t.deepEqual([await works(app.secret), await works(next.body.client_secret)], [true, true])
  const last = await operator('POST', `/v1/clients/${app.id}/secret`, { overlap_seconds: 0 })
  t.deepEqual(
    [await works(app.secret), await works(next.body.client_secret), await works(last.body.client_secret)],
    [false, false, true],
  )
  t.is((await operator('POST', '/v1/clients/unknown/secret', {})).status, 404)
  t.is((await operator('POST', '/v1/clients', { name: 'x', kind: 'service' })).status, 400)
  const device = await operator('POST', '/v1/clients', { name: 'x', kind: 'device' })
  t.is((await operator('POST', `/v1/clients/${device.body.client_id}/secret`, {})).status, 400)
  t.is((await operator('GET', '/v1/clients')).body.items.length, 2)
})

test('at most five secrets of a client work at a time, and the earlier ones end where that is wished', async t => {
  const service = await startSignIn(t)
  const [ofPlatform, ofAcme] = [await platformApp(t, service), await register(t, service)]
  for (const path of [`/v1/clients/${ofPlatform.id}/secret`, `/v1/orgs/acme/clients/${ofAcme.id}/secret`]) {
    const rotate = (overlap_seconds: number) => service.operator('POST', path, { overlap_seconds })
    for (let nth = 1; nth < 5; nth += 1) t.is((await rotate(3600)).status, 201)
    const refused = await rotate(3600)
    t.is(refused.body.code, 'change_too_large', refused.text)
    t.is((await rotate(0)).status, 201)
    t.is((await rotate(3600)).status, 201)
  }
})
