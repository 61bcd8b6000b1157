/** What an identity provider gave ends with it: when it is disabled, removed, or lets fewer people in. Alike for both protocols. */
import test, { type ExecutionContext } from 'ava'
import { startSignIn } from '../identity/service.ts'
import { begin, settingsOf, type Tenant, type World } from './bridge-world.ts'
import { PROTOCOLS, type Protocol, signIn, ticketFor, whatHolds } from './sign-ins.ts'

const worldOf = async (t: ExecutionContext, { worldAt }: Protocol): Promise<World> =>
  worldAt(t, await startSignIn(t, { KASBAH_OUTBOUND_NETWORKS: '127.0.0.0/8' }))

const ALL = { whoami: true, refresh: true, session: true }
const NONE = { whoami: false, refresh: false, session: false }

const write = async (
  t: ExecutionContext,
  { service }: World,
  { org, id }: Tenant,
  [method, body]: readonly ['PUT' | 'DELETE', object?],
) => {
  const reply = await service.operator(method, `/v1/orgs/${org}/identity-providers/${id}`, body)
  t.is(reply.status, 200, reply.text)
}

for (const [name, protocol] of Object.entries(PROTOCOLS)) {
  test(`${name}: disabling an IdP ends the sign-ins it gave, for good, and nobody else's`, async t => {
    const world = await worldOf(t, protocol)
    const person = await signIn(t, protocol, world, world.alpha)
    const other = await signIn(t, protocol, world, world.beta)
    t.deepEqual(await whatHolds(world, world.alpha, person), ALL)
    await write(t, world, world.alpha, ['PUT', protocol.body(world.alpha, { enabled: false })])
    t.deepEqual(await whatHolds(world, world.alpha, person), NONE)
    await write(t, world, world.alpha, ['PUT', protocol.body(world.alpha, { enabled: true })])
    t.deepEqual(await whatHolds(world, world.alpha, person), NONE)
    t.deepEqual(await whatHolds(world, world.beta, other), ALL)
    t.is((await signIn(t, protocol, world, world.alpha)).sub, person.sub)
  })

  test(`${name}: removing an IdP ends the sign-ins it gave`, async t => {
    const world = await worldOf(t, protocol)
    const person = await signIn(t, protocol, world, world.alpha)
    await write(t, world, world.alpha, ['DELETE'])
    t.deepEqual(await whatHolds(world, world.alpha, person), NONE)
  })

  test(`${name}: settings that let nobody less in end nothing`, async t => {
    const world = await worldOf(t, protocol)
    const person = await signIn(t, protocol, world, world.alpha)
    await write(t, world, world.alpha, ['PUT', protocol.body(world.alpha, { name: 'Another name' })])
    t.deepEqual(await whatHolds(world, world.alpha, person), ALL)
  })

  test(`${name}: a sign-in on its way ends too, wherever it has got to`, async t => {
    const world = await worldOf(t, protocol)
    const atTheIdp = await begin(t, world, world.alpha)
    const withTicket = await begin(t, world, world.alpha)
    const href = await ticketFor(world, await protocol.answer(world, world.alpha, withTicket.to))
    await write(t, world, world.alpha, ['PUT', protocol.body(world.alpha, { enabled: false })])
    await write(t, world, world.alpha, ['PUT', protocol.body(world.alpha, { enabled: true })])
    t.regex((await withTicket.at.open(href)).text, /ticket_invalid/)
    // Not yet at an answer: it is checked by the settings of now, and goes on.
    const home = await protocol.answer(world, world.alpha, atTheIdp.to)
    t.true((await atTheIdp.at.open(home)).left?.searchParams.has('code'))
    const late = await begin(t, world, world.alpha)
    const answered = await protocol.answer(world, world.alpha, late.to)
    await write(t, world, world.alpha, ['DELETE'])
    t.regex((await late.at.open(answered)).text, /realm_mismatch/)
  })
}

test('a claim that is demanded from now on ends the sign-ins of before; one that is demanded no more does not', async t => {
  const protocol = PROTOCOLS['OpenID Connect']
  const world = await worldOf(t, protocol)
  const demanding = (required_claims: object) => {
    const { issuer, client_id } = world.alpha.idp
    return settingsOf(world.alpha.idp, { settings: { issuer, client_id, required_claims } })
  }
  const person = await signIn(t, protocol, world, world.alpha)
  await write(t, world, world.alpha, ['PUT', demanding({ email_verified: true })])
  t.deepEqual(await whatHolds(world, world.alpha, person), NONE)
  const again = await signIn(t, protocol, world, world.alpha)
  await write(t, world, world.alpha, ['PUT', demanding({})])
  t.deepEqual(await whatHolds(world, world.alpha, again), ALL)
})
