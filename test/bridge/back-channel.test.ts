/** When the provider says that someone has left, everything issued here ends before it is told so. */
import test, { type ExecutionContext } from 'ava'
import { claims, redeem } from '../identity/app.ts'
import { begin, startWorld, type Tenant, type World } from './bridge-world.ts'
import { nowSeconds } from './oidc-idp.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** Signs in for the API, so that there is a token to lose. */
const signedIn = async (t: ExecutionContext, world: World, tenant: Tenant) => {
  const { at, to, code_verifier } = await begin(t, world, tenant, {
    params: { scope: 'openid offline_access read', prompt: 'consent', resource: world.service.url },
  })
  const back = await tenant.idp.visit(to)
  const { left } = await at.open(back.href)
  const { body } = await redeem(world.service, tenant.app, {
    code: left?.searchParams.get('code') ?? '',
    code_verifier,
  })
  return {
    at,
    access: String(body.access_token),
    refresh: String(body.refresh_token),
    who: claims(body.id_token),
  }
}

const whoami = async ({ service }: World, token: string) =>
  (await service.as(token)('GET', '/v1/whoami')).status

const tell = async ({ service }: World, tenant: Tenant, more: object, at = tenant): Promise<number> => {
  const token = await tenant.idp.sign(
    {
      iss: tenant.idp.issuer,
      aud: tenant.idp.client_id,
      iat: nowSeconds(),
      jti: Math.random().toString(36),
      events: { [EVENT]: {} },
      ...more,
    },
    { typ: 'logout+jwt' },
  )
  const reply = await fetch(`${service.url}/login/callback/${at.org}/${at.id}/logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  })
  if (reply.headers.get('cache-control') !== 'no-cache, no-store')
    throw new Error('an answer that may be cached')
  if (reply.status !== 200) await reply.json()
  return reply.status
}

for (const by of ['sid', 'sub', 'both'] as const)
  test(`by ${by}: tokens and session end at once`, async t => {
    const world = await startWorld(t)
    const ann = await signedIn(t, world, world.alpha)
    t.is(await whoami(world, ann.access), 200)
    const sid = `${world.alpha.idp.client_id}-session`
    const named = { sid: { sid }, sub: { sub: 'alpha-1' }, both: { sid, sub: 'alpha-1' } }[by]
    t.is(await tell(world, world.alpha, named), 200)
    t.is(await whoami(world, ann.access), 401)
    const again = await fetch(`${world.service.url}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${world.alpha.app.id}:${world.alpha.app.secret}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: ann.refresh }),
    })
    t.is(again.status, 400)
    await again.text()
    // The browser has no session any more: it is sent to the provider again.
    t.truthy((await begin(t, world, world.alpha, { at: ann.at })).to.startsWith(world.alpha.idp.issuer))
  })

test('the same subject and session at the other provider is someone else', async t => {
  const world = await startWorld(t)
  world.beta.idp.person = { ...world.beta.idp.person, sub: 'alpha-1' }
  const ann = await signedIn(t, world, world.alpha)
  const other = await signedIn(t, world, world.beta)
  t.is(await tell(world, world.alpha, { sub: 'alpha-1' }), 200)
  t.is(await whoami(world, ann.access), 401)
  t.is(await whoami(world, other.access), 200)
})

test('tokens that are not good change nothing', async t => {
  const world = await startWorld(t)
  const ann = await signedIn(t, world, world.alpha)
  const sub = 'alpha-1'
  t.is(await tell(world, world.alpha, { sub, nonce: 'x' }), 400)
  t.is(await tell(world, world.alpha, { sub, aud: 'another' }), 400)
  t.is(await tell(world, world.alpha, { sub, iss: world.beta.idp.issuer }), 400)
  t.is(
    await tell(
      world,
      world.beta,
      { sub, iss: world.alpha.idp.issuer, aud: world.alpha.idp.client_id },
      world.alpha,
    ),
    400,
  )
  t.is(await tell(world, world.alpha, { sub }, world.beta), 400)
  t.is(await whoami(world, ann.access), 200)
})

test('a logout token is good once', async t => {
  const world = await startWorld(t)
  t.is(await tell(world, world.alpha, { sub: 'alpha-1', jti: 'the-same' }), 200)
  t.is(await tell(world, world.alpha, { sub: 'alpha-1', jti: 'the-same' }), 400)
})

test('about someone who was never here', async t => {
  const world = await startWorld(t)
  t.is(await tell(world, world.alpha, { sub: 'nobody' }), 200)
  t.is(await tell(world, world.alpha, { sid: 'no-session' }), 200)
})

for (const body of ['', 'logout_token=', 'logout_token=a&logout_token=b'])
  test(`a form that holds no token: ${body.slice(0, 40) || 'empty'}`, async t => {
    const world = await startWorld(t)
    const reply = await fetch(`${world.service.url}/login/callback/alpha/${world.alpha.id}/logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    t.is(reply.status, 400)
    t.is((await reply.json()).error, 'invalid_request')
  })

test('a form that is too long for a logout token', async t => {
  const world = await startWorld(t)
  const reply = await fetch(`${world.service.url}/login/callback/alpha/${world.alpha.id}/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'x'.repeat(100_000),
  })
  t.is(reply.status, 413)
})
