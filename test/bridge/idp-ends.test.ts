/** What an identity provider gave ends with it: when it is disabled, removed, or lets fewer people in. Alike for both protocols. */
import test, { type ExecutionContext } from 'ava'
import { authorize, claims, redeem, token, verifier } from '../identity/app.ts'
import { begin, world as oidcWorld, settingsOf, type Tenant, type World } from './bridge-world.ts'
import { addresses, answerTo, metadataOf, post, world as samlWorld } from './saml-service.ts'
import { keys } from './saml-world.ts'

interface Protocol {
  readonly world: (t: ExecutionContext) => Promise<World>
  /** The address of ours to which the browser is sent with the IdP's answer. */
  readonly answer: (w: World, tenant: Tenant, to: string) => Promise<string>
  readonly body: (tenant: Tenant, more: object) => object
}

const PROTOCOLS: Readonly<Record<'OpenID Connect' | 'SAML', Protocol>> = {
  'OpenID Connect': {
    world: t => oidcWorld(t),
    answer: async (_w, tenant, to) => (await tenant.idp.visit(to)).href,
    body: (tenant, more) => settingsOf(tenant.idp, more),
  },
  SAML: {
    world: samlWorld,
    answer: async (w, tenant, to) => (await post(addresses(w, tenant).acs, answerTo(w, tenant, to))).location,
    body: ({ org }, more) => ({
      name: `${org} by SAML`,
      protocol: 'saml',
      metadata: metadataOf(org, [keys[org].certificate]),
      ...more,
    }),
  },
}

/** Goes as far as our own address with the ticket, which only the browser that began can use. */
const ticketFor = async ({ service }: World, answer: string): Promise<string> => {
  const url = new URL(answer, service.url)
  if (url.searchParams.has('ticket')) return url.href
  return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? ''
}

const PARAMS = { scope: 'openid offline_access read', prompt: 'consent' }

/** Somebody who has signed in: their browser, and what their application holds. */
const signIn = async (t: ExecutionContext, { answer }: Protocol, w: World, tenant: Tenant) => {
  const params = { ...PARAMS, resource: w.service.url }
  const { at, to, code_verifier } = await begin(t, w, tenant, { params })
  const shown = await at.open(await answer(w, tenant, to))
  const code = shown.left?.searchParams.get('code') ?? ''
  const { status, body } = await redeem(w.service, tenant.app, { code, code_verifier })
  t.is(status, 200, JSON.stringify(body))
  return { at, sub: claims(body.id_token).sub, ...body }
}

type Person = Awaited<ReturnType<typeof signIn>>

/** What still works of it: the access token, the refresh token, the browser's session. */
const whatHolds = async ({ service }: World, { app }: Tenant, person: Person) => {
  const { at, access_token, refresh_token } = person
  const whoami = (await service.as(access_token)('GET', '/v1/whoami')).status === 200
  const renewed = await token(service, app, { grant_type: 'refresh_token', refresh_token })
  if (renewed.status === 200) person.refresh_token = renewed.body.refresh_token
  const { code_challenge } = verifier()
  const silent = { code_challenge, code_challenge_method: 'S256', prompt: 'none' }
  const shown = await at.open(authorize(service, app, silent))
  return { whoami, refresh: renewed.status === 200, session: shown.left?.searchParams.has('code') === true }
}

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
    const w = await protocol.world(t)
    const person = await signIn(t, protocol, w, w.alpha)
    const other = await signIn(t, protocol, w, w.beta)
    t.deepEqual(await whatHolds(w, w.alpha, person), ALL)
    await write(t, w, w.alpha, ['PUT', protocol.body(w.alpha, { enabled: false })])
    t.deepEqual(await whatHolds(w, w.alpha, person), NONE)
    await write(t, w, w.alpha, ['PUT', protocol.body(w.alpha, { enabled: true })])
    t.deepEqual(await whatHolds(w, w.alpha, person), NONE)
    t.deepEqual(await whatHolds(w, w.beta, other), ALL)
    t.is((await signIn(t, protocol, w, w.alpha)).sub, person.sub)
  })

  test(`${name}: removing an IdP ends the sign-ins it gave`, async t => {
    const w = await protocol.world(t)
    const person = await signIn(t, protocol, w, w.alpha)
    await write(t, w, w.alpha, ['DELETE'])
    t.deepEqual(await whatHolds(w, w.alpha, person), NONE)
  })

  test(`${name}: settings that let nobody less in end nothing`, async t => {
    const w = await protocol.world(t)
    const person = await signIn(t, protocol, w, w.alpha)
    await write(t, w, w.alpha, ['PUT', protocol.body(w.alpha, { name: 'Another name' })])
    t.deepEqual(await whatHolds(w, w.alpha, person), ALL)
  })

  test(`${name}: a sign-in on its way ends too, wherever it has got to`, async t => {
    const w = await protocol.world(t)
    const atTheIdp = await begin(t, w, w.alpha)
    const withTicket = await begin(t, w, w.alpha)
    const href = await ticketFor(w, await protocol.answer(w, w.alpha, withTicket.to))
    await write(t, w, w.alpha, ['PUT', protocol.body(w.alpha, { enabled: false })])
    await write(t, w, w.alpha, ['PUT', protocol.body(w.alpha, { enabled: true })])
    t.regex((await withTicket.at.open(href)).text, /ticket_invalid/)
    // Not yet at an answer: it is checked by the settings of now, and goes on.
    const home = await protocol.answer(w, w.alpha, atTheIdp.to)
    t.true((await atTheIdp.at.open(home)).left?.searchParams.has('code'))
    const late = await begin(t, w, w.alpha)
    const answered = await protocol.answer(w, w.alpha, late.to)
    await write(t, w, w.alpha, ['DELETE'])
    t.regex((await late.at.open(answered)).text, /realm_mismatch/)
  })
}

test('a claim that is demanded from now on ends the sign-ins of before; one that is demanded no more does not', async t => {
  const protocol = PROTOCOLS['OpenID Connect']
  const w = await protocol.world(t)
  const demanding = (required_claims: object) => {
    const { issuer, client_id } = w.alpha.idp
    return settingsOf(w.alpha.idp, { settings: { issuer, client_id, required_claims } })
  }
  const person = await signIn(t, protocol, w, w.alpha)
  await write(t, w, w.alpha, ['PUT', demanding({ email_verified: true })])
  t.deepEqual(await whatHolds(w, w.alpha, person), NONE)
  const again = await signIn(t, protocol, w, w.alpha)
  await write(t, w, w.alpha, ['PUT', demanding({})])
  t.deepEqual(await whatHolds(w, w.alpha, again), ALL)
})
