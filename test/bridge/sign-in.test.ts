/** Sign-ins through the whole service, with browsers that do what browsers do, and some that do not. */
import test from 'ava'
import { browser } from '../identity/browser.ts'
import { adjust, begin, enter, memberOf, personOf, world } from './bridge-world.ts'

test('a person signs in at their own provider and is a newcomer here, under an id of ours', async t => {
  const w = await world(t)
  const { who } = await enter(t, w, w.alpha)
  const [, id = ''] = /^alpha:user:(usr_[A-Za-z0-9_-]+)$/.exec(String(who?.sub)) ?? []
  t.truthy(id)
  const member = await memberOf(w, 'alpha', id)
  t.is(member.role, 'guest')
  t.is(member.name, 'Ann')
  t.is(member.email, 'ann@alpha.example')
})

test('the same person is the same account; the same subject elsewhere is someone else', async t => {
  const w = await world(t)
  w.alpha.idp.person = { sub: 'shared', email: 'ann@alpha.example', name: 'Ann' }
  w.beta.idp.person = { ...w.alpha.idp.person }
  const first = await personOf(t, w, w.alpha)
  t.is(await personOf(t, w, w.alpha), first)
  t.not(await personOf(t, w, w.beta), first)
})

test('an answer of alpha at the address of beta', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  back.pathname = `/login/callback/beta/${w.beta.id}`
  const shown = await at.open(back.href)
  t.regex(shown.text, /answer_unexpected/)
  t.is(w.alpha.idp.asked.get('/token'), undefined)
  t.is(w.beta.idp.asked.get('/token'), undefined)
})

test("beta's answer under alpha's state", async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const state = new URL(to).searchParams.get('state') ?? ''
  const other = await begin(t, w, w.beta)
  const back = await w.beta.idp.visit(other.to)
  back.searchParams.set('state', state)
  back.pathname = `/login/callback/alpha/${w.alpha.id}`
  t.regex((await at.open(back.href)).text, /answer_issuer/)
  t.is(w.alpha.idp.asked.get('/token'), undefined)
})

test('a state is good once', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  t.truthy((await at.open(back.href)).left)
  const again = await at.open(back.href)
  t.is(again.status, 400)
  t.regex(again.text, /answer_unexpected/)
  t.is(w.alpha.idp.asked.get('/token'), 1)
})

test('fifty browsers at once with one answer: one token request, one sign-in', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  const all = await Promise.all(Array.from({ length: 50 }, () => at.copy().open(back.href)))
  t.is(all.filter(page => page.left?.searchParams.has('code')).length, 1)
  t.is(w.alpha.idp.asked.get('/token'), 1)
})

test('an answer that nobody asked for', async t => {
  const w = await world(t)
  const at = browser(w.service.url)
  for (const query of ['', '?code=x', '?code=x&state=y', '?state=', '?error=access_denied'])
    t.regex((await at.open(`/login/callback/alpha/${w.alpha.id}${query}`)).text, /answer_unexpected/)
})

test('an answer in another browser signs nobody in, there or here', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  const victim = browser(w.service.url)
  const there = await victim.open(back.href)
  t.is(there.left, undefined)
  t.is(there.status, 400)
  // With a sign-in of its own under way it is no better.
  const own = await begin(t, w, w.alpha)
  const second = await begin(t, w, w.alpha, { at })
  const stolen = await w.alpha.idp.visit(second.to)
  const mixed = await own.at.open(stolen.href)
  t.is(mixed.left, undefined)
  // Nor was anyone made an account by it.
  t.is((await w.service.operator('GET', '/v1/orgs/alpha/members')).body.items.length, 0 + 1)
})

test('two tabs, finished in either order', async t => {
  const w = await world(t)
  const at = browser(w.service.url)
  const one = await begin(t, w, w.alpha, { at })
  const two = await begin(t, w, w.alpha, { at })
  const backOne = await w.alpha.idp.visit(one.to)
  const backTwo = await w.alpha.idp.visit(two.to)
  t.true((await at.open(backTwo.href)).left?.searchParams.has('code'))
  t.true((await at.open(backOne.href)).left?.searchParams.has('code'))
})

test('a forged Host appears nowhere', async t => {
  const w = await world(t)
  const { to } = await begin(t, w, w.alpha)
  t.is(new URL(to).searchParams.get('redirect_uri'), `${w.service.url}/login/callback/alpha/${w.alpha.id}`)
  for (const path of ['/login/callback/alpha/idp_x?state=y', '/login/saml/alpha/idp_x/metadata']) {
    const reply = await fetch(w.service.url + path, {
      headers: {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
      },
      redirect: 'manual',
    })
    const all = `${await reply.text()} ${JSON.stringify([...reply.headers])}`
    t.false(all.includes('evil.example'))
  }
})

test('the application of one organisation never sends anyone to the provider of another', async t => {
  const w = await world(t)
  const { to } = await begin(t, w, w.alpha, { params: { idp_hint: w.beta.id, login_hint: 'x@beta.example' } })
  t.true(to.startsWith(w.alpha.idp.issuer))
})

test('prompt, max_age and acr_values are asked of the provider', async t => {
  const w = await world(t)
  await begin(t, w, w.alpha, {
    params: { prompt: 'login', max_age: '60', acr_values: 'gold', login_hint: 'ann@alpha.example' },
  }).then(({ to }) => w.alpha.idp.visit(to))
  t.is(w.alpha.idp.last.get('prompt'), 'login')
  t.is(w.alpha.idp.last.get('max_age'), '60')
  t.is(w.alpha.idp.last.get('acr_values'), 'gold')
  t.is(w.alpha.idp.last.get('login_hint'), 'ann@alpha.example')
})

test('a provider that is down is a clean 503; the other organisation goes on', async t => {
  const w = await world(t)
  w.alpha.idp.close()
  const at = browser(w.service.url)
  const page = await at.open(
    `/oidc/auth?${new URLSearchParams({ client_id: w.alpha.app.id, response_type: 'code', redirect_uri: w.alpha.app.redirect, scope: 'openid', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' })}`,
  )
  t.is(page.status, 503)
  t.regex(page.text, /idp_unavailable/)
  t.is((await enter(t, w, w.beta)).refused, undefined)
})

test('a provider that was switched off or removed', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  await adjust(t, w, w.alpha, { enabled: false })
  t.regex((await at.open(back.href)).text, /realm_mismatch/)
  const path = `/v1/orgs/beta/identity-providers/${w.beta.id}`
  const away = await begin(t, w, w.beta)
  const home = await w.beta.idp.visit(away.to)
  t.is((await w.service.operator('DELETE', path)).status, 200)
  t.regex((await away.at.open(home.href)).text, /realm_mismatch/)
})

test('an organisation that was deleted while its person was away', async t => {
  const w = await world(t)
  const { at, to } = await begin(t, w, w.alpha)
  const back = await w.alpha.idp.visit(to)
  t.is((await w.service.operator('DELETE', '/v1/orgs/alpha')).status, 200)
  const page = await at.open(back.href)
  t.is(page.status, 400)
  t.regex(page.text, /realm_mismatch|unknown_organisation|invalid_client|invalid_request/)
})
