/** Where a person is sent: by hint, by the domain of their address, or by their own choice; never out of the organisation. */
import test, { type ExecutionContext } from 'ava'
import { authorize, verifier } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { adjust, ownDomain, settingsOf, type World, world } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

/** A second provider of alpha. */
const another = async (t: ExecutionContext, w: World, more: object = {}) => {
  const idp = await createOidcIdp(t, 'partner')
  const made = await w.service.operator(
    'POST',
    '/v1/orgs/alpha/identity-providers',
    settingsOf(idp, { name: 'Partners & friends', ...more }),
  )
  t.is(made.status, 201, made.text)
  return { idp, id: String(made.body.id) }
}

const open = async ({ service, alpha }: World, params: Readonly<Record<string, string>> = {}) => {
  const at = browser(service.url)
  const { code_challenge } = verifier()
  const url = authorize(service, alpha.app, { code_challenge, code_challenge_method: 'S256', ...params })
  return { at, page: await at.open(url) }
}

test('with two providers the person chooses; names are text, not markup', async t => {
  const w = await world(t)
  const partner = await another(t, w, { name: '<b>Partners</b>' })
  const { at, page } = await open(w)
  t.is(page.status, 200)
  t.true(page.text.includes('Company sign-in') && page.text.includes('&lt;b&gt;Partners&lt;/b&gt;'))
  t.false(page.text.includes('<b>Partners</b>'))
  const gone = await at.submit(page, { choice: `alpha ${partner.id}` })
  t.is(gone.left?.origin, partner.idp.issuer)
})

test('a choice that was not offered leads nowhere', async t => {
  const w = await world(t)
  await another(t, w)
  const { at, page } = await open(w)
  for (const choice of [
    `beta ${w.beta.id}`,
    `alpha ${w.beta.id}`,
    'alpha idp_none',
    '',
    'https://evil.example',
  ]) {
    const answer = await at.submit(page, { choice })
    t.is(answer.left, undefined, choice)
    t.is(answer.status, 400, choice)
  }
})

test('a hint names a provider by id or by name; a foreign one is not heard', async t => {
  const w = await world(t)
  const partner = await another(t, w)
  for (const idp_hint of [partner.id, 'partners & FRIENDS'])
    t.is((await open(w, { idp_hint })).page.left?.origin, partner.idp.issuer, idp_hint)
  t.is((await open(w, { idp_hint: w.beta.id })).page.left, undefined)
})

test('a verified domain sends its people to its provider', async t => {
  const w = await world(t)
  const partner = await another(t, w)
  const login_hint = 'Zoe@Partner.Example'
  t.is((await open(w, { login_hint })).page.left, undefined)
  const named = await w.service.operator('PUT', '/v1/orgs/alpha/email-domains/partner.example', {
    idp: partner.id,
  })
  t.is(named.status, 200)
  t.is((await open(w, { login_hint })).page.left, undefined, 'named, but not verified')
  t.is((await w.service.operator('POST', '/v1/orgs/alpha/email-domains/partner.example/verify')).status, 200)
  const { page } = await open(w, { login_hint })
  t.is(page.left?.origin, partner.idp.issuer)
  t.is(page.left?.searchParams.get('login_hint'), login_hint)
  t.is((await open(w, { login_hint: 'x@elsewhere.example' })).page.left, undefined)
})

test("beta's domains send nobody of alpha's anywhere", async t => {
  const w = await world(t)
  await another(t, w)
  await ownDomain(t, w, 'beta', 'beta.example')
  t.is((await open(w, { login_hint: 'x@beta.example' })).page.left, undefined)
})

test('a hidden provider is found by those who know it; one that is switched off is not', async t => {
  const w = await world(t)
  const partner = await another(t, w, { hidden: true })
  t.is((await open(w)).page.left?.origin, w.alpha.idp.issuer)
  t.is((await open(w, { idp_hint: partner.id })).page.left?.origin, partner.idp.issuer)
  await adjust(t, w, w.alpha, { enabled: false })
  const { page } = await open(w)
  t.is(page.left, undefined)
})

/** An application of the platform: it belongs to no organisation. */
const platformPage = async (t: ExecutionContext, w: World, params: Readonly<Record<string, string>> = {}) => {
  const redirect = `${w.service.url}/app/cb`
  const wish = { name: 'Platform', kind: 'web', redirect_uris: [redirect], first_party: true }
  const { status, body } = await w.service.operator('POST', '/v1/clients', wish)
  t.is(status, 201)
  const app = { id: body.client_id, secret: body.client_secret, redirect }
  return open({ ...w, alpha: { ...w.alpha, app } }, params)
}

test('an application of no organisation asks where one belongs: an address or an organisation says it', async t => {
  const w = await world(t, { KASBAH_STAND_IN: 'off' })
  await ownDomain(t, w, 'alpha', 'alpha.example')
  const { at, page } = await platformPage(t, w)
  t.is(page.left, undefined)
  for (const [realm, idp] of [
    ['Ann@ALPHA.example', w.alpha.idp],
    ['beta', w.beta.idp],
  ] as const)
    t.is((await at.submit(page, { realm })).left?.origin, idp.issuer, realm)
  for (const realm of ['x@nowhere.example', 'nowhere', 'a b c', '@', 'x'.repeat(400)])
    t.is((await at.submit(page, { realm })).left, undefined, realm)
})

test('two organisations of one domain are both offered, and the hint of the request is enough', async t => {
  const w = await world(t, { KASBAH_STAND_IN: 'off' })
  for (const org of ['alpha', 'beta'] as const) await ownDomain(t, w, org, 'company.example')
  const { at, page } = await platformPage(t, w, { login_hint: 'ann@company.example' })
  t.true(page.text.includes(`alpha ${w.alpha.id}`) && page.text.includes(`beta ${w.beta.id}`))
  t.is((await at.submit(page, { choice: `beta ${w.beta.id}` })).left?.origin, w.beta.idp.issuer)
  const named = await platformPage(t, w, { org: 'beta', login_hint: 'ann@company.example' })
  t.is(named.page.left?.origin, w.beta.idp.issuer)
})
