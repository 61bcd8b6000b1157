/** Sign-ins through the whole service, with browsers that do what browsers do, and some that do not. */
import test from 'ava'
import { browser } from '../identity/browser.ts'
import { adjust, begin, enter, memberOf, personOf, startWorld } from './bridge-world.ts'

test('a person signs in at their own provider and is a newcomer here, under an id of ours', async t => {
  const world = await startWorld(t)
  const { who } = await enter(t, world, world.alpha)
  const [, id = ''] = /^alpha:user:(usr_[A-Za-z0-9_-]+)$/.exec(String(who?.sub)) ?? []
  t.truthy(id)
  const member = await memberOf(world, 'alpha', id)
  t.is(member.role, 'guest')
  t.is(member.name, 'Ann')
  t.is(member.email, 'ann@alpha.example')
})

test('the same person is the same account; the same subject elsewhere is someone else', async t => {
  const world = await startWorld(t)
  world.alpha.idp.person = { sub: 'shared', email: 'ann@alpha.example', name: 'Ann' }
  world.beta.idp.person = { ...world.alpha.idp.person }
  const first = await personOf(t, world, world.alpha)
  t.is(await personOf(t, world, world.alpha), first)
  t.not(await personOf(t, world, world.beta), first)
})

test('an answer of alpha at the address of beta', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  back.pathname = `/login/callback/beta/${world.beta.id}`
  const shown = await at.open(back.href)
  t.regex(shown.text, /answer_unexpected/)
  t.is(world.alpha.idp.asked.get('/token'), undefined)
  t.is(world.beta.idp.asked.get('/token'), undefined)
})

test("beta's answer under alpha's state", async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const state = new URL(to).searchParams.get('state') ?? ''
  const other = await begin(t, world, world.beta)
  const back = await world.beta.idp.visit(other.to)
  back.searchParams.set('state', state)
  back.pathname = `/login/callback/alpha/${world.alpha.id}`
  t.regex((await at.open(back.href)).text, /answer_issuer/)
  t.is(world.alpha.idp.asked.get('/token'), undefined)
})

test('a state is good once', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  t.truthy((await at.open(back.href)).left)
  const again = await at.open(back.href)
  t.is(again.status, 400)
  t.regex(again.text, /answer_unexpected/)
  t.is(world.alpha.idp.asked.get('/token'), 1)
})

test('fifty browsers at once with one answer: one token request, one sign-in', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  const all = await Promise.all(Array.from({ length: 50 }, () => at.copy().open(back.href)))
  t.is(all.filter(page => page.left?.searchParams.has('code')).length, 1)
  t.is(world.alpha.idp.asked.get('/token'), 1)
})

test('an answer that nobody asked for', async t => {
  const world = await startWorld(t)
  const at = browser(world.service.url)
  for (const query of ['', '?code=x', '?code=x&state=y', '?state=', '?error=access_denied'])
    t.regex((await at.open(`/login/callback/alpha/${world.alpha.id}${query}`)).text, /answer_unexpected/)
})

test('an answer in another browser signs nobody in, there or here', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  const victim = browser(world.service.url)
  const there = await victim.open(back.href)
  t.is(there.left, undefined)
  t.is(there.status, 400)
  // With a sign-in of its own under way it is no better.
  const own = await begin(t, world, world.alpha)
  const second = await begin(t, world, world.alpha, { at })
  const stolen = await world.alpha.idp.visit(second.to)
  const mixed = await own.at.open(stolen.href)
  t.is(mixed.left, undefined)
  // Nor was anyone made an account by it.
  t.is((await world.service.operator('GET', '/v1/orgs/alpha/members')).body.items.length, 0 + 1)
})

test('two tabs, finished in either order', async t => {
  const world = await startWorld(t)
  const at = browser(world.service.url)
  const one = await begin(t, world, world.alpha, { at })
  const two = await begin(t, world, world.alpha, { at })
  const backOne = await world.alpha.idp.visit(one.to)
  const backTwo = await world.alpha.idp.visit(two.to)
  t.true((await at.open(backTwo.href)).left?.searchParams.has('code'))
  t.true((await at.open(backOne.href)).left?.searchParams.has('code'))
})

test('a forged Host appears nowhere', async t => {
  const world = await startWorld(t)
  const { to } = await begin(t, world, world.alpha)
  t.is(
    new URL(to).searchParams.get('redirect_uri'),
    `${world.service.url}/login/callback/alpha/${world.alpha.id}`,
  )
  for (const path of ['/login/callback/alpha/idp_x?state=y', '/login/saml/alpha/idp_x/metadata']) {
    const reply = await fetch(world.service.url + path, {
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
  const world = await startWorld(t)
  const { to } = await begin(t, world, world.alpha, {
    params: { idp_hint: world.beta.id, login_hint: 'x@beta.example' },
  })
  t.true(to.startsWith(world.alpha.idp.issuer))
})

test('prompt, max_age and acr_values are asked of the provider', async t => {
  const world = await startWorld(t)
  await begin(t, world, world.alpha, {
    params: { prompt: 'login', max_age: '60', acr_values: 'gold', login_hint: 'ann@alpha.example' },
  }).then(({ to }) => world.alpha.idp.visit(to))
  t.is(world.alpha.idp.last.get('prompt'), 'login')
  t.is(world.alpha.idp.last.get('max_age'), '60')
  t.is(world.alpha.idp.last.get('acr_values'), 'gold')
  t.is(world.alpha.idp.last.get('login_hint'), 'ann@alpha.example')
})

test('a provider that is down is a clean 503; the other organisation goes on', async t => {
  const world = await startWorld(t)
  world.alpha.idp.close()
  const at = browser(world.service.url)
  const page = await at.open(
    `/oidc/auth?${new URLSearchParams({ client_id: world.alpha.app.id, response_type: 'code', redirect_uri: world.alpha.app.redirect, scope: 'openid', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' })}`,
  )
  t.is(page.status, 503)
  t.regex(page.text, /idp_unavailable/)
  t.notRegex(page.text, /on our side|Go back to the application/)
  const again = /href="(\/login\/[\w-]+)">Try again/.exec(page.text)?.[1] ?? ''
  t.regex((await at.open(again)).text, /did not answer/, 'it asks the provider once more')
  t.is((await enter(t, world, world.beta)).refused, undefined)
})

test('a provider that was switched off or removed', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  await adjust(t, world, world.alpha, { enabled: false })
  t.regex((await at.open(back.href)).text, /realm_mismatch/)
  const path = `/v1/orgs/beta/identity-providers/${world.beta.id}`
  const away = await begin(t, world, world.beta)
  const home = await world.beta.idp.visit(away.to)
  t.is((await world.service.operator('DELETE', path)).status, 200)
  t.regex((await away.at.open(home.href)).text, /realm_mismatch/)
})

test('an organisation that was deleted while its person was away', async t => {
  const world = await startWorld(t)
  const { at, to } = await begin(t, world, world.alpha)
  const back = await world.alpha.idp.visit(to)
  t.is((await world.service.operator('DELETE', '/v1/orgs/alpha')).status, 200)
  const page = await at.open(back.href)
  t.is(page.status, 400)
  t.regex(page.text, /realm_mismatch|unknown_organisation|invalid_client|invalid_request/)
})
