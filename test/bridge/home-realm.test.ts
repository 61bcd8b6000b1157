/** Where a person is sent: by hint, by the domain of their address, or by their own choice; never out of the organisation. */
import test, { type ExecutionContext } from 'ava'
import { authorize, verifier } from '../identity/app.ts'
import { browser } from '../identity/browser.ts'
import { adjust, ownDomain, settingsOf, startWorld, type World } from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

/** A second provider of alpha. */
const another = async (t: ExecutionContext, world: World, more: object = {}) => {
  const idp = await createOidcIdp(t, 'partner')
  const made = await world.service.operator(
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
  const world = await startWorld(t)
  const partner = await another(t, world, { name: '<b>Partners</b>' })
  const { at, page } = await open(world)
  t.is(page.status, 200)
  t.true(page.text.includes('Company sign-in') && page.text.includes('&lt;b&gt;Partners&lt;/b&gt;'))
  t.false(page.text.includes('<b>Partners</b>'))
  const gone = await at.submit(page, { choice: `alpha ${partner.id}` })
  t.is(gone.left?.origin, partner.idp.issuer)
})

test('a choice that was not offered leads nowhere', async t => {
  const world = await startWorld(t)
  await another(t, world)
  const { at, page } = await open(world)
  for (const choice of [
    `beta ${world.beta.id}`,
    `alpha ${world.beta.id}`,
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
  const world = await startWorld(t)
  const partner = await another(t, world)
  for (const idp_hint of [partner.id, 'partners & FRIENDS'])
    t.is((await open(world, { idp_hint })).page.left?.origin, partner.idp.issuer, idp_hint)
  t.is((await open(world, { idp_hint: world.beta.id })).page.left, undefined)
})

test('a verified domain sends its people to its provider', async t => {
  const world = await startWorld(t)
  const partner = await another(t, world)
  const login_hint = 'Zoe@Partner.Example'
  t.is((await open(world, { login_hint })).page.left, undefined)
  const named = await world.service.operator('PUT', '/v1/orgs/alpha/email-domains/partner.example', {
    idp: partner.id,
  })
  t.is(named.status, 200)
  t.is((await open(world, { login_hint })).page.left, undefined, 'named, but not verified')
  t.is(
    (await world.service.operator('POST', '/v1/orgs/alpha/email-domains/partner.example/verify')).status,
    200,
  )
  const { page } = await open(world, { login_hint })
  t.is(page.left?.origin, partner.idp.issuer)
  t.is(page.left?.searchParams.get('login_hint'), login_hint)
  t.is((await open(world, { login_hint: 'x@elsewhere.example' })).page.left, undefined)
})

test("beta's domains send nobody of alpha's anywhere", async t => {
  const world = await startWorld(t)
  await another(t, world)
  await ownDomain(t, world, 'beta', 'beta.example')
  t.is((await open(world, { login_hint: 'x@beta.example' })).page.left, undefined)
})

test('a hidden provider is found by those who know it; one that is switched off is not', async t => {
  const world = await startWorld(t)
  const partner = await another(t, world, { hidden: true })
  t.is((await open(world)).page.left?.origin, world.alpha.idp.issuer)
  t.is((await open(world, { idp_hint: partner.id })).page.left?.origin, partner.idp.issuer)
  await adjust(t, world, world.alpha, { enabled: false })
  const { page } = await open(world)
  t.is(page.left, undefined)
})

/** An application of the platform: it belongs to no organisation. */
const platformPage = async (
  t: ExecutionContext,
  world: World,
  params: Readonly<Record<string, string>> = {},
) => {
  const redirect = `${world.service.url}/app/cb`
  const wish = { name: 'Platform', kind: 'web', redirect_uris: [redirect], first_party: true }
  const { status, body } = await world.service.operator('POST', '/v1/clients', wish)
  t.is(status, 201)
  const app = { id: body.client_id, secret: body.client_secret, redirect }
  return open({ ...world, alpha: { ...world.alpha, app } }, params)
}

test('an application of no organisation asks where one belongs: an address or an organisation says it', async t => {
  const world = await startWorld(t, { KASBAH_STAND_IN: 'off' })
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const { at, page } = await platformPage(t, world)
  t.is(page.left, undefined)
  for (const [realm, idp] of [
    ['Ann@ALPHA.example', world.alpha.idp],
    ['beta', world.beta.idp],
  ] as const)
    t.is((await at.submit(page, { realm })).left?.origin, idp.issuer, realm)
  for (const realm of ['x@nowhere.example', 'nowhere', 'a b c', '@', 'x'.repeat(400)])
    t.is((await at.submit(page, { realm })).left, undefined, realm)
})

test('two organisations of one domain are both offered, and the hint of the request is enough', async t => {
  const world = await startWorld(t, { KASBAH_STAND_IN: 'off' })
  for (const org of ['alpha', 'beta'] as const) await ownDomain(t, world, org, 'company.example')
  const { at, page } = await platformPage(t, world, { login_hint: 'ann@company.example' })
  t.true(page.text.includes(`alpha ${world.alpha.id}`) && page.text.includes(`beta ${world.beta.id}`))
  t.is((await at.submit(page, { choice: `beta ${world.beta.id}` })).left?.origin, world.beta.idp.issuer)
  const named = await platformPage(t, world, { org: 'beta', login_hint: 'ann@company.example' })
  t.is(named.page.left?.origin, world.beta.idp.issuer)
})
