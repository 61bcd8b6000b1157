/** Signing out of an application signs out at the identity provider too, and comes back to the application. */
import test, { type ExecutionContext } from 'ava'
import { register } from '../identity/app.ts'
import type { Browser, Shown } from '../identity/browser.ts'
import { adjust, enter, startWorld, type Tenant, type World } from './bridge-world.ts'

const withEnd = (tenant: Tenant): void => {
  const { idp } = tenant
  idp.knobs.metadata = honest => ({ ...honest, end_session_endpoint: `${idp.issuer}/end?tenant=1` })
}

/** An application that may be returned to after signing out. */
const leaving = async (t: ExecutionContext, world: World): Promise<Tenant> => {
  const wish = { post_logout_redirect_uris: [`${world.service.url}/app/bye`] }
  return { ...world.alpha, app: await register(t, world.service, wish, 'alpha') }
}

const signOut = async (world: World, { app }: Tenant, at: Browser): Promise<Shown> => {
  const query = new URLSearchParams({
    client_id: app.id,
    post_logout_redirect_uri: `${world.service.url}/app/bye`,
    state: 'bye',
  })
  const page = await at.open(`/oidc/session/end?${query}`)
  return at.submit(page, { logout: 'yes' })
}

test('there and back', async t => {
  const world = await startWorld(t)
  withEnd(world.alpha)
  const tenant = await leaving(t, world)
  const { at, refused } = await enter(t, world, tenant)
  t.is(refused, undefined)
  const { left } = await signOut(world, tenant, at)
  t.is(left?.origin, world.alpha.idp.issuer)
  t.is(left?.searchParams.get('tenant'), '1')
  t.is(left?.searchParams.get('id_token_hint')?.split('.').length, 3)
  const back = new URL(left?.searchParams.get('post_logout_redirect_uri') ?? '')
  t.is(back.href, `${world.service.url}/login/callback/alpha/${world.alpha.id}/signed-out`)
  const state = left?.searchParams.get('state') ?? ''
  const home = await at.open(`${back.pathname}?state=${state}`)
  t.is(home.left?.href, `${world.service.url}/app/bye?state=bye`)
  // The way home is good once.
  t.regex((await at.open(`${back.pathname}?state=${state}`)).text, /answer_unexpected/)
})

test('a return that nobody asked for goes nowhere', async t => {
  const world = await startWorld(t)
  withEnd(world.alpha)
  const tenant = await leaving(t, world)
  const { at } = await enter(t, world, tenant)
  const { left } = await signOut(world, tenant, at)
  const state = left?.searchParams.get('state') ?? ''
  for (const path of [
    `/login/callback/alpha/${world.alpha.id}/signed-out?state=other`,
    `/login/callback/beta/${world.beta.id}/signed-out?state=${state}`,
  ]) {
    const page = await at.open(path)
    t.is(page.status, 400)
    t.regex(page.text, /answer_unexpected/)
  }
  const lost = await at.open(`/login/callback/alpha/${world.alpha.id}/signed-out`)
  t.is(lost.status, 200, 'an IdP that forgets the state has signed the person out all the same')
  t.regex(lost.text, /You are signed out/)
})

test('straight on where the provider offers none, is not to be told, or is down', async t => {
  const world = await startWorld(t)
  const tenant = await leaving(t, world)
  const bye = `${world.service.url}/app/bye?state=bye`
  t.is((await signOut(world, tenant, (await enter(t, world, tenant)).at)).left?.href, bye)
  withEnd(world.alpha)
  const settings = { issuer: world.alpha.idp.issuer, client_id: world.alpha.idp.client_id, sign_out: false }
  await adjust(t, world, world.alpha, { settings })
  t.is((await signOut(world, tenant, (await enter(t, world, tenant)).at)).left?.href, bye)
  const { at } = await enter(t, world, tenant)
  await adjust(t, world, world.alpha, { enabled: false })
  t.is((await signOut(world, tenant, at)).left?.href, bye)
})
