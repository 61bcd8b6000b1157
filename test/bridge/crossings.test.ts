/** Nothing of a sign-in at an IdP is known to one process alone: over a restart before every request, and over two processes in turn. */
import test, { type ExecutionContext } from 'ava'
import { register } from '../identity/app.ts'
import { type SignInService, startRestarting, startSignIn } from '../identity/service.ts'
import { lent } from '../service/databases.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb, NO_MONGODB } from '../stores/mongodb-server.ts'
import { begin, enter, settingsOf, worldAt } from './bridge-world.ts'
import { nowSeconds } from './oidc-idp.ts'
import { PROTOCOLS, signIn, ticketFor, whatHolds } from './sign-ins.ts'

const server = await findMongodb()
test.after.always(() => server?.close())
const inTurn: Register = server ? test.serial : skipped(NO_MONGODB)

const ENV = { KASBAH_ENCRYPTION_KEY: '11'.repeat(32), KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }

const crossing = (
  title: string,
  run: (t: ExecutionContext, service: SignInService) => Promise<void>,
): void => {
  test.serial(`a restart before every request: ${title}`, async t => run(t, await startRestarting(t, ENV)))
  inTurn(`two processes in turn: ${title}`, async t =>
    run(t, await startSignIn(t, { ...ENV, KASBAH_STORE: await lent(t, server) }, 2)),
  )
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  crossing(`${name}: a sign-in, a second one, and what holds of it`, async (t, service) => {
    const world = await protocol.worldAt(t, service)
    const first = await signIn(t, protocol, world, world.alpha)
    t.is((await signIn(t, protocol, world, world.alpha)).sub, first.sub)
    t.deepEqual(await whatHolds(world, world.alpha, first), { whoami: true, refresh: true, session: true })
  })

  crossing(`${name}: an answer and a ticket are good once, in the browser that began`, async (t, service) => {
    const world = await protocol.worldAt(t, service)
    const { at, to } = await begin(t, world, world.alpha)
    const answer = await protocol.answer(world, world.alpha, to)
    const ticket = await ticketFor(world, answer)
    const thief = (await begin(t, world, world.alpha)).at
    t.is((await thief.open(ticket)).status, 400)
    t.true((await at.open(ticket)).left?.searchParams.has('code'))
    t.is((await at.open(ticket)).status, 400)
  })

  crossing(`${name}: an IdP that is disabled and enabled again`, async (t, service) => {
    const world = await protocol.worldAt(t, service)
    const person = await signIn(t, protocol, world, world.alpha)
    const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
    for (const enabled of [false, true])
      t.is((await service.operator('PUT', path, protocol.body(world.alpha, { enabled }))).status, 200)
    t.deepEqual(await whatHolds(world, world.alpha, person), {
      whoami: false,
      refresh: false,
      session: false,
    })
    t.is((await signIn(t, protocol, world, world.alpha)).sub, person.sub)
  })
}

crossing('signing out at the IdP, there and back', async (t, service) => {
  const world = await worldAt(t, service)
  const { idp, id } = world.alpha
  idp.knobs.metadata = honest => ({ ...honest, end_session_endpoint: `${idp.issuer}/end` })
  const wish = { post_logout_redirect_uris: [`${service.url}/app/bye`] }
  const app = await register(t, service, wish, 'alpha')
  const { at, refused } = await enter(t, world, { ...world.alpha, app })
  t.is(refused, undefined)
  const query = { client_id: app.id, post_logout_redirect_uri: `${service.url}/app/bye`, state: 'bye' }
  const page = await at.open(`/oidc/session/end?${new URLSearchParams(query)}`)
  const { left } = await at.submit(page, { logout: 'yes' })
  t.is(left?.origin, idp.issuer)
  const state = left?.searchParams.get('state') ?? ''
  const home = await at.open(`/login/callback/alpha/${id}/signed-out?state=${state}`)
  t.is(home.left?.href, `${service.url}/app/bye?state=bye`)
})

crossing("the IdP's logout token, once", async (t, service) => {
  const protocol = PROTOCOLS['OpenID Connect']
  const world = await protocol.worldAt(t, service)
  const person = await signIn(t, protocol, world, world.alpha)
  const { idp, id } = world.alpha
  const claims = { iss: idp.issuer, aud: idp.client_id, iat: nowSeconds(), jti: 'the-same', sub: 'alpha-1' }
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const token = await idp.sign({ ...claims, events }, { typ: 'logout+jwt' })
  const tell = async () =>
    (
      await fetch(`${service.url}/login/callback/alpha/${id}/logout`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token: token }),
      })
    ).status
  t.is(await tell(), 200)
  t.is(await tell(), 400)
  t.deepEqual(await whatHolds(world, world.alpha, person), { whoami: false, refresh: false, session: false })
})

crossing('the connection test and the preview', async (t, service) => {
  const world = await worldAt(t, service)
  t.is((await enter(t, world, world.alpha)).refused, undefined)
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}`
  t.true((await service.operator('POST', `${path}/test`)).body.ok)
  const mappings = [{ external: 'staff', role: 'member' }]
  t.is((await service.operator('PUT', path, settingsOf(world.alpha.idp, { mappings }))).status, 200)
  t.is((await service.operator('POST', `${path}/preview`, {})).body.items.length, 1)
})
