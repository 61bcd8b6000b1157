/** One person, one account: people who were prepared meet their first sign-in, by the rule of their IdP and no other way. */
import test, { type ExecutionContext } from 'ava'
import { refused } from '../service/acme.ts'
import {
  adjust,
  enter,
  memberOf,
  ownDomain,
  personOf,
  settingsOf,
  startWorld,
  type World,
} from './bridge-world.ts'
import { createOidcIdp } from './oidc-idp.ts'

const AT = '/v1/orgs/alpha'
const EMAIL = 'ann@alpha.example'

/** ann is prepared as a member, with her address and her id at the provider. */
const prepared = async (t: ExecutionContext, more: object = {}) => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const wish = { role: 'member', email: EMAIL, external_id: 'ann-at-idp', ...more }
  const made = await world.service.operator('PUT', `${AT}/members/ann`, wish)
  t.is(made.status, 200, made.text)
  world.alpha.idp.person = { sub: 'ann-at-idp', email: EMAIL, email_verified: true, name: 'Ann' }
  return world
}

const by = (t: ExecutionContext, world: World, join_by: string, more: object = {}) =>
  adjust(t, world, world.alpha, { join_by, ...more })

test('nobody is joined unless the admin says by what', async t => {
  const world = await prepared(t)
  t.not(await personOf(t, world, world.alpha), 'ann')
  t.is((await memberOf(world, 'alpha', 'ann')).role, 'member')
})

test('a believed address joins where the rule says so, and the trail tells', async t => {
  const world = await prepared(t)
  await by(t, world, 'email')
  t.is(await personOf(t, world, world.alpha), 'ann')
  t.like(await memberOf(world, 'alpha', 'ann'), { role: 'member', name: 'Ann' })
  t.is(await personOf(t, world, world.alpha), 'ann')
  const { operator } = world.service
  const trail = (await operator('GET', `${AT}/audit?action=joinIdentity`)).body.items
  t.is(trail.length, 1)
  t.like(trail[0], { actor: 'user:ann', resource: 'user:ann' })
  const [identity] = (await operator('GET', `${AT}/members/ann/identities`)).body.items
  t.like(identity, { idp: world.alpha.id, subject: 'ann-at-idp', joined: { by: 'email', role: 'member' } })
})

for (const [what, person] of [
  ['not stated as verified', { email: EMAIL }],
  ['stated as the text "true"', { email: EMAIL, email_verified: 'true' }],
  ['stated as not verified', { email: EMAIL, email_verified: false }],
  ['of another domain', { email: 'ann@other.example', email_verified: true }],
] as const)
  test(`an address ${what} joins nobody`, async t => {
    const world = await prepared(t)
    const other = { role: 'member', email: 'ann@other.example' }
    t.is((await world.service.operator('PUT', `${AT}/members/other`, other)).status, 200)
    await by(t, world, 'email')
    world.alpha.idp.person = { sub: 'eve', ...person }
    const who = await personOf(t, world, world.alpha)
    t.false(['ann', 'other'].includes(who))
    t.is((await memberOf(world, 'alpha', who)).role, 'guest')
  })

test('an external id joins where the rule says so, whatever the address', async t => {
  const world = await prepared(t)
  await by(t, world, 'external_id')
  world.alpha.idp.person = { sub: 'somebody', email: EMAIL, email_verified: true }
  t.not(await personOf(t, world, world.alpha), 'ann')
  world.alpha.idp.person = { sub: 'ann-at-idp' }
  t.is(await personOf(t, world, world.alpha), 'ann')
})

test('two people of one address, or a second person at the same provider: nobody is joined', async t => {
  const world = await prepared(t)
  await by(t, world, 'email')
  const { operator } = world.service
  t.is((await operator('PUT', `${AT}/members/twin`, { role: 'member', email: EMAIL })).status, 200)
  t.false(['ann', 'twin'].includes(await personOf(t, world, world.alpha)))
  t.is(
    (await operator('PUT', `${AT}/members/bob`, { role: 'member', email: 'bob@alpha.example' })).status,
    200,
  )
  world.alpha.idp.person = { sub: 'bob-1', email: 'bob@alpha.example', email_verified: true }
  t.is(await personOf(t, world, world.alpha), 'bob')
  // The address was given to another person there.
  world.alpha.idp.person = { sub: 'bob-2', email: 'bob@alpha.example', email_verified: true }
  t.not(await personOf(t, world, world.alpha), 'bob')
})

test('nobody waits under a foreign address for its owner to arrive', async t => {
  const world = await prepared(t)
  const { operator } = world.service
  const second = await createOidcIdp(t, 'alpha-too')
  const connected = await operator(
    'POST',
    `${AT}/identity-providers`,
    settingsOf(second, { name: 'Second', join_by: 'email', join_linked: true }),
  )
  t.is(connected.status, 201, connected.text)
  t.is((await operator('DELETE', `${AT}/members/ann`)).status, 200)
  const victim = 'victim@alpha.example'
  world.alpha.idp.person = { sub: 'mallory', email: victim }
  const { at: _, ...first } = await enter(t, world, world.alpha, { params: { idp_hint: world.alpha.id } })
  const mallory = String(first.who?.sub).replace('alpha:user:', '')
  second.person = { sub: 'victim', email: victim, email_verified: true }
  const tenant = { ...world.alpha, idp: second }
  const arrived = await enter(t, world, tenant, { params: { idp_hint: connected.body.id } })
  t.not(arrived.who?.sub, `alpha:user:${mallory}`)
})

test('a move to another provider: with `join_linked` people keep their accounts, without it they do not', async t => {
  const world = await prepared(t)
  await by(t, world, 'email')
  t.is(await personOf(t, world, world.alpha), 'ann')
  const { operator } = world.service
  const next = await createOidcIdp(t, 'alpha-next')
  const wish = (more: object) => settingsOf(next, { name: 'Next', join_by: 'email', ...more })
  const { body } = await operator('POST', `${AT}/identity-providers`, wish({ join_linked: true }))
  const preview = `${AT}/identity-providers/${body.id}/join-preview`
  const foreseen = async (rule: object) =>
    (await operator('POST', preview, rule)).body.items
      .filter(({ joins }: { joins: boolean }) => joins)
      .map(({ subject }: { subject: string }) => subject)
  t.deepEqual(await foreseen({}), ['user:ann'])
  t.deepEqual(await foreseen({ join_linked: false }), [])
  next.person = { sub: 'ann-anew', email: EMAIL, email_verified: true }
  const { who } = await enter(t, world, { ...world.alpha, idp: next }, { params: { idp_hint: body.id } })
  t.is(who?.sub, 'alpha:user:ann')
  t.is((await operator('GET', `${AT}/members/ann/identities`)).body.items.length, 2)
})

test('a disabled person is not joined, and no second account is made of them', async t => {
  const world = await prepared(t)
  await by(t, world, 'email')
  const { operator } = world.service
  t.is((await operator('POST', `${AT}/members/ann/disable`)).status, 200)
  t.is((await enter(t, world, world.alpha)).refused, 'account_disabled')
  t.is((await operator('GET', `${AT}/members`)).body.items.length, 2)
})

test('by hand: the preview says who it is, the link joins, and unlinking undoes it with what the groups gave', async t => {
  const world = await prepared(t)
  const { operator } = world.service
  await adjust(t, world, world.alpha, { mappings: [{ external: 'bosses', role: 'admin' }] })
  const path = `${AT}/members/ann/identities`
  const wish = { idp: world.alpha.id, subject: 'ann-at-idp' }
  const dry = await operator('POST', `${path}?dry_run=true`, wish)
  t.like(dry.body, { dry_run: true, person: { subject: 'user:ann', email: EMAIL } })
  t.is((await operator('GET', path)).body.items.length, 0)
  const linked = await operator('POST', path, wish)
  t.is(linked.status, 201, linked.text)
  world.alpha.idp.person = { sub: 'ann-at-idp', groups: ['bosses'] }
  const { at, who } = await enter(t, world, world.alpha)
  t.is(who?.sub, 'alpha:user:ann')
  t.is((await memberOf(world, 'alpha', 'ann')).role, 'admin')
  await refused(t, operator('POST', `${AT}/members/root/identities`, wish), 'identity_taken')
  t.is((await operator('DELETE', `${path}/${linked.body.identity.id}`)).status, 200)
  t.is((await memberOf(world, 'alpha', 'ann')).role, 'member')
  await refused(t, operator('DELETE', `${path}/${linked.body.identity.id}`), 'not_found')
  const silent = await at.open(`${world.service.url}/oidc/auth?client_id=${world.alpha.app.id}&prompt=none`)
  t.falsy(silent.left?.searchParams.get('code'))
  world.alpha.idp.person = { sub: 'ann-at-idp' }
  t.not(await personOf(t, world, world.alpha), 'ann')
})

test('an admin’s word holds: the rule does not join again what was unlinked by hand, until it is linked by hand', async t => {
  const world = await prepared(t)
  await by(t, world, 'email')
  t.is(await personOf(t, world, world.alpha), 'ann')
  const path = `${AT}/members/ann/identities`
  const { operator } = world.service
  const [{ id }] = (await operator('GET', path)).body.items
  t.is((await operator('DELETE', `${path}/${id}`)).status, 200)
  const stranger = await personOf(t, world, world.alpha)
  t.not(stranger, 'ann')
  t.is((await operator('DELETE', `${AT}/members/${stranger}`)).status, 200)
  t.is((await operator('POST', path, { idp: world.alpha.id, subject: 'ann-at-idp' })).status, 201)
  t.is(await personOf(t, world, world.alpha), 'ann')
})

test('joining needs the rights to give roles and to connect providers, in the organisation', async t => {
  const world = await prepared(t)
  const { operator, as } = world.service
  t.is((await operator('PUT', `${AT}/members/mo`, { role: 'member' })).status, 200)
  const key = await operator('POST', `${AT}/api-keys`, {
    subject: 'user:mo',
    name: 'k',
    scopes: ['read', 'write'],
  })
  const mo = as(key.body.key)
  const path = `${AT}/members/ann/identities`
  const wish = { idp: world.alpha.id, subject: 'x' }
  await refused(t, mo('POST', path, wish), 'forbidden')
  await refused(t, mo('GET', path), 'forbidden')
  await refused(t, operator('POST', path, { idp: world.beta.id, subject: 'x' }), 'not_found')
  await refused(t, operator('POST', `${AT}/members/nobody/identities`, wish), 'not_found')
  await refused(t, operator('POST', path, { ...wish, subject: ' x' }), 'malformed')
})

test('somebody who comes by SCIM is joined by the same rule', async t => {
  const world = await prepared(t)
  await by(t, world, 'email', { email_trusted: true })
  const { operator, url } = world.service
  const { body } = await operator('POST', `${AT}/scim-tokens`, { idp: world.alpha.id, name: 'scim' })
  const made = await fetch(`${url}/scim/v2/orgs/alpha/Users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${body.scim_token}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify({ userName: EMAIL, externalId: 'ann-in-scim', emails: [{ value: EMAIL }] }),
  })
  t.is(made.status, 201)
  t.is((await made.json()).id, 'ann')
  // Its tokens state another id than SCIM: the person that it keeps is still the one.
  t.is(await personOf(t, world, world.alpha), 'ann')
})
