/** A foreign OpenID provider with every logout there is: another installation of ours, its library not the tests' own. */
import test, { type ExecutionContext } from 'ava'
import { claims, found, redeem, register, say } from '../identity/app.ts'
import { type Browser, browser } from '../identity/browser.ts'
import { type SignInService, startSignIn } from '../identity/service.ts'
import { begin, memberOf, startWorld, type Tenant, type World } from './bridge-world.ts'

interface Chain extends World {
  /** The installation whose people sign in here. */
  readonly above: SignInService
  readonly tenant: Tenant
}

/** Beside its two providers, alpha trusts the people of `acme` at another installation. */
const chain = async (t: ExecutionContext): Promise<Chain> => {
  const above = await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' })
  await found(t, above)
  const world = await startWorld(t)
  const { operator } = world.service
  const path = '/v1/orgs/alpha/identity-providers'
  const settings = { issuer: `${above.url}/oidc`, client_id: 'to-be-known', scopes: ['profile', 'email'] }
  const made = await operator('POST', path, { name: 'Above', protocol: 'oidc', settings })
  t.is(made.status, 201, made.text)
  const { callback, signed_out, logout } = made.body.addresses
  const client = await register(t, above, {
    redirect_uris: [callback],
    post_logout_redirect_uris: [signed_out],
    backchannel_logout_uri: logout,
    backchannel_logout_session_required: true,
  })
  const known = {
    name: 'Above',
    protocol: 'oidc',
    settings: { ...settings, client_id: client.id },
    secrets: { client_secret: client.secret },
  }
  t.is((await operator('PUT', `${path}/${made.body.id}`, known)).status, 200)
  const tested = await operator('POST', `${path}/${made.body.id}/test`)
  t.true(tested.body.ok, tested.text)
  const wish = { post_logout_redirect_uris: [`${world.service.url}/app/bye`], scopes: ['read'] }
  const tenant = {
    ...world.alpha,
    id: String(made.body.id),
    app: await register(t, world.service, wish, 'alpha'),
  }
  return { ...world, above, tenant }
}

/** Signs mo in through both; answers the browser at each and a token of the lower one. */
const enter = async (
  t: ExecutionContext,
  world: Chain,
): Promise<{ here: Browser; there: Browser; access: string; sub: string }> => {
  const params = { idp_hint: world.tenant.id, scope: 'openid read', resource: world.service.url }
  const { at: here, to, code_verifier } = await begin(t, world, world.tenant, { params })
  t.true(to.startsWith(`${world.above.url}/oidc/auth?`))
  const there = browser(world.above.url)
  const back = await say(there, await there.open(to), 'mo')
  t.true(back.left?.href.startsWith(`${world.service.url}/login/callback/alpha/`), back.text.slice(0, 2000))
  const { left, text } = await here.open(back.left?.href ?? '')
  const { status, body } = await redeem(world.service, world.tenant.app, {
    code: left?.searchParams.get('code') ?? '',
    code_verifier,
  })
  t.is(status, 200, text.slice(0, 2000))
  return { here, there, access: String(body.access_token), sub: String(claims(body.id_token).sub) }
}

const works = async ({ service }: Chain, access: string) =>
  (await service.as(access)('GET', '/v1/whoami')).status === 200

test('its people sign in here, and signing out there ends what they have here', async t => {
  const world = await chain(t)
  const { there, access, sub } = await enter(t, world)
  t.is((await memberOf(world, 'alpha', sub.replace('alpha:user:', ''))).name, 'Mo')
  t.true(await works(world, access))
  await there.submit(await there.open('/oidc/session/end'), { logout: 'yes' })
  for (let tries = 0; tries < 1_000 && (await works(world, access)); tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  t.false(await works(world, access))
})

test('signing out here signs out there, and comes back', async t => {
  const world = await chain(t)
  const { here, there } = await enter(t, world)
  const query = new URLSearchParams({
    client_id: world.tenant.app.id,
    post_logout_redirect_uri: `${world.service.url}/app/bye`,
  })
  const out = await here.submit(await here.open(`/oidc/session/end?${query}`), { logout: 'yes' })
  t.true(out.left?.href.startsWith(`${world.above.url}/oidc/session/end?`), String(out.left))
  const asked = await there.open(out.left?.href ?? '')
  const back = await there.submit(asked, { logout: 'yes' })
  t.true(back.left?.pathname.endsWith('/signed-out'), back.text.slice(0, 2000))
  const home = await here.open(back.left?.href ?? '')
  t.is(home.left?.href, `${world.service.url}/app/bye`)
})
