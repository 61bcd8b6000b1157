import test from 'ava'
import { authorize, claims, codeFor, found, redeem, register, say, verifier } from './app.ts'
import { browser } from './browser.ts'
import { startSignIn } from './service.ts'

const challenge = () => ({ code_challenge: verifier().code_challenge, code_challenge_method: 'S256' })

test('a pushed request is used once, and can be demanded', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { require_par: true })
  const { code_challenge, code_verifier } = verifier()
  const at = browser(service.url)
  const plain = await at.open(authorize(service, app, challenge()))
  t.is(plain.left?.searchParams.get('error'), 'invalid_request')
  const pushed = await fetch(`${service.url}/oidc/request`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${app.id}:${app.secret}`).toString('base64')}` },
    body: new URLSearchParams({
      client_id: app.id,
      response_type: 'code',
      redirect_uri: app.redirect,
      scope: 'openid',
      code_challenge,
      code_challenge_method: 'S256',
    }),
  })
  const { request_uri } = await pushed.json()
  t.is(pushed.status, 201)
  const use = `${service.url}/oidc/auth?${new URLSearchParams({ client_id: app.id, request_uri })}`
  const done = await say(at, await at.open(use), 'mo')
  const code = done.left?.searchParams.get('code') ?? ''
  t.is((await redeem(service, app, { code, code_verifier })).status, 200)
  const again = await at.open(use)
  t.false(again.left?.searchParams.has('code') ?? false)
})

test('prompt, max_age and id_token_hint are honoured', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const coded = await codeFor(t, service, app)
  const { body } = await redeem(service, app, coded)
  const { at } = coded
  const open = (more: Record<string, string>) => at.open(authorize(service, app, { ...challenge(), ...more }))
  t.truthy((await open({})).left?.searchParams.get('code'))
  t.truthy((await open({ prompt: 'none', id_token_hint: body.id_token })).left?.searchParams.get('code'))
  t.regex((await open({ prompt: 'login' })).text, /Who are you/)
  t.regex((await open({ max_age: '0' })).text, /Who are you/)
  t.is((await open({ prompt: 'none', max_age: '0' })).left?.searchParams.get('error'), 'login_required')
  const alice = await codeFor(t, service, app, { person: 'alice' })
  const hers = (await redeem(service, app, alice)).body.id_token
  t.is(
    (await open({ prompt: 'none', id_token_hint: hers })).left?.searchParams.get('error'),
    'login_required',
  )
  const timed = await redeem(service, app, await codeFor(t, service, app, { params: { max_age: '1000' } }))
  t.is(typeof claims(timed.body.id_token).auth_time, 'number')
})

test('the claims parameter and acr_values are answered', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const asked = JSON.stringify({
    id_token: { email: null, name: { essential: true }, acr: null },
    userinfo: { name: null },
  })
  const coded = await codeFor(t, service, app, { params: { claims: asked, acr_values: '1 2' } })
  const { body } = await redeem(service, app, coded)
  t.like(claims(body.id_token), { email: 'mo@example.com', name: 'Mo', acr: 'urn:kasbah:acr:signed-in' })
  const headers = { authorization: `Bearer ${body.access_token}` }
  const userinfo = await (await fetch(`${service.url}/oidc/me`, { headers })).json()
  t.is(userinfo.name, 'Mo')
  t.is(userinfo.email, undefined)
})

test('signing in changes the session’s id, and another browser cannot finish what one began', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const at = browser(service.url)
  const page = await at.open(authorize(service, app, challenge()))
  const thief = browser(service.url)
  const stolen = await say(thief, page, 'mo')
  t.is(stolen.status, 400)
  t.regex(stolen.text, /begun in another browser/)
  const sessionOf = (b: typeof at) => b.cookies().find(({ name }) => name === 'kasbah_session')?.value
  const before = sessionOf(at)
  t.truthy((await say(at, page, 'mo')).left?.searchParams.get('code'))
  t.truthy(sessionOf(at))
  t.not(sessionOf(at), before)
  await at.open(authorize(service, app, { prompt: 'login', ...challenge() }))
  const held = sessionOf(at)
  const again = await at.open(authorize(service, app, { prompt: 'login', ...challenge() }))
  t.truthy((await say(at, again, 'mo')).left)
  t.not(sessionOf(at), held)
})

test('two tabs finish in either order, and each gets its own code', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const at = browser(service.url)
    const tabs = [verifier(), verifier()]
    const pages = []
    for (const { code_challenge } of tabs)
      pages.push(await at.open(authorize(service, app, { code_challenge, code_challenge_method: 'S256' })))
    const codes: string[] = []
    for (const i of order) {
      const page = pages[i]!
      const done = await say(at, page, 'mo')
      codes[i] = done.left?.searchParams.get('code') ?? ''
    }
    for (const i of [0, 1]) {
      const { status } = await redeem(service, app, {
        code: codes[i]!,
        code_verifier: tabs[i]!.code_verifier,
      })
      t.is(status, 200, `tab ${i} of ${order}`)
    }
  }
})

test('a third party asks for consent, once; the person may say no; forms from elsewhere are refused', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service, { first_party: false, name: 'Other <b>Inc</b>' })
  const { code_challenge, code_verifier } = verifier()
  const at = browser(service.url)
  const params = { scope: 'openid email', code_challenge, code_challenge_method: 'S256' }
  const consent = await say(at, await at.open(authorize(service, app, params)), 'mo')
  t.regex(consent.text, /Other &lt;b&gt;Inc&lt;\/b&gt;/)
  t.regex(consent.text, /see your email address/)
  const forged = await at.post(
    `${consent.url}/consent`,
    { answer: 'allow' },
    { origin: 'https://evil.example' },
  )
  t.is(forged.status, 400)
  const no = await at.submit(consent, { answer: 'deny' })
  t.is(no.left?.searchParams.get('error'), 'access_denied')
  const yes = await at.submit(await at.open(authorize(service, app, params)), { answer: 'allow' })
  const code = yes.left?.searchParams.get('code') ?? ''
  t.is((await redeem(service, app, { code, code_verifier })).status, 200)
  t.truthy((await at.open(authorize(service, app, params))).left?.searchParams.get('code'))
})

test('no page may be framed or stored, none loads anything, and none tells the next one where it came from', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const at = browser(service.url)
  const pages = [
    await at.open(authorize(service, app, challenge())),
    await at.open(authorize(service, app, { redirect_uri: 'https://evil.example/' })),
    await at.open(`${service.url}/oidc/device`),
    await at.open(`${service.url}/login/unknown`),
    await at.open(`${service.url}/oidc/session/end/success`),
  ]
  for (const { text, headers, url } of pages) {
    t.regex(headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/, url)
    t.is(headers.get('referrer-policy'), 'no-referrer', url)
    t.is(headers.get('cache-control'), 'no-store', url)
    t.regex(headers.get('content-type') ?? '', /text\/html/, url)
    t.notRegex(text, /\bsrc=|@import|url\(/, url)
    for (const [, to] of text.matchAll(/\bhref="([^"]*)"/g))
      t.regex(to ?? '', /^\/(?!\/)/, 'only to our own pages')
  }
})

test('another person than the application asked for, or another way of signing in, is an error for it and no loop', async t => {
  const service = await startSignIn(t)
  await found(t, service)
  const app = await register(t, service)
  const alice = await redeem(service, app, await codeFor(t, service, app, { person: 'alice' }))
  const errorOf = async (more: Record<string, string>) => {
    const at = browser(service.url)
    const page = await at.open(authorize(service, app, { ...challenge(), ...more }))
    return (await say(at, page, 'mo')).left?.searchParams.get('error')
  }
  t.is(await errorOf({ id_token_hint: alice.body.id_token }), 'login_required')
  const sub = JSON.stringify({ id_token: { sub: { value: 'acme:user:alice' } } })
  t.is(await errorOf({ claims: sub }), 'login_required')
  const acr = (values: string[]) => JSON.stringify({ id_token: { acr: { essential: true, values } } })
  t.is(await errorOf({ claims: acr(['gold']) }), 'unmet_authentication_requirements')
  t.is(await errorOf({ claims: acr(['gold', 'urn:kasbah:acr:signed-in']) }), null)
})
