/** Who someone is here, and what they get: addresses that are believed, invitations, newcomers. */
import test from 'ava'
import { adjust, enter, memberOf, ownDomain, personOf, startWorld } from './bridge-world.ts'

const invite = { email: 'Ann@Alpha.example', role: 'member', grants: [] }

test('an invitation waits for the verified address it names, whatever its case', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const made = await world.service.operator('POST', '/v1/orgs/alpha/datasets', { id: 'x', name: 'X' })
  t.is(made.status, 201)
  const grants = [{ resource: 'dataset:x', level: 'can_edit' }]
  t.is(
    (await world.service.operator('POST', '/v1/orgs/alpha/invitations', { ...invite, grants })).status,
    201,
  )
  const ann = await personOf(t, world, world.alpha)
  t.is((await memberOf(world, 'alpha', ann)).role, 'member')
  const check = { org: 'alpha', subject: `user:${ann}`, action: 'edit', resource: 'dataset:x' }
  t.true((await world.service.operator('POST', '/check', check)).body.allowed)
  t.is((await world.service.operator('GET', '/v1/orgs/alpha/invitations')).body.items.length, 0)
})

test('an invitation for someone who came before raises them, and is used up', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const ann = await personOf(t, world, world.alpha)
  t.is((await memberOf(world, 'alpha', ann)).role, 'guest')
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  t.is(await personOf(t, world, world.alpha), ann)
  t.is((await memberOf(world, 'alpha', ann)).role, 'member')
  t.is((await world.service.operator('GET', '/v1/orgs/alpha/invitations')).body.items.length, 0)
})

for (const [what, believed, domain, said] of [
  ['exactly true in a verified domain', true, 'alpha.example', true],
  ['exactly true in a domain that is not verified', false, 'other.example', true],
  ['absent', false, 'alpha.example', undefined],
  ['the text "true"', false, 'alpha.example', 'true'],
  ['false', false, 'alpha.example', false],
] as const)
  test(`an invitation and email_verified ${what}`, async t => {
    const world = await startWorld(t)
    await ownDomain(t, world, 'alpha', domain)
    t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
    world.alpha.idp.person = { ...world.alpha.idp.person, email_verified: said }
    const ann = await personOf(t, world, world.alpha)
    t.is((await memberOf(world, 'alpha', ann)).role, believed ? 'member' : 'guest')
    t.is(
      (await world.service.operator('GET', '/v1/orgs/alpha/invitations')).body.items.length,
      believed ? 0 : 1,
    )
  })

test('a domain that was only named, not verified, counts for nothing', async t => {
  const world = await startWorld(t)
  t.is((await world.service.operator('PUT', '/v1/orgs/alpha/email-domains/alpha.example', {})).status, 200)
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  t.is((await memberOf(world, 'alpha', await personOf(t, world, world.alpha))).role, 'guest')
})

test('a provider trusted with addresses needs no claim, but only in verified domains', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  await adjust(t, world, world.alpha, { email_trusted: true })
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  const boss = { email: 'boss@victim.example', role: 'admin', grants: [] }
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', boss)).status, 201)
  world.alpha.idp.person = { sub: 'eve', email: 'boss@victim.example' }
  t.is((await memberOf(world, 'alpha', await personOf(t, world, world.alpha))).role, 'guest')
  world.alpha.idp.person = { sub: 'ann', email: 'ann@alpha.example' }
  t.is((await memberOf(world, 'alpha', await personOf(t, world, world.alpha))).role, 'member')
})

test('takeover: stating the address of an admin makes nobody that admin', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const root = { role: 'admin', email: 'root@alpha.example' }
  t.is((await world.service.operator('PUT', '/v1/orgs/alpha/members/root', root)).status, 200)
  world.alpha.idp.person = { sub: 'first', email: 'root@alpha.example', email_verified: true }
  const first = await personOf(t, world, world.alpha)
  world.alpha.idp.person = { ...world.alpha.idp.person, sub: 'second' }
  const second = await personOf(t, world, world.alpha)
  t.is(new Set(['root', first, second]).size, 3)
  t.is((await memberOf(world, 'alpha', first)).role, 'guest')
  t.is((await memberOf(world, 'alpha', second)).role, 'guest')
})

test("an invitation of alpha's does not let anyone into beta, nor beta's provider into alpha", async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  world.beta.idp.person = { sub: 'eve', email: 'ann@alpha.example', email_verified: true }
  const eve = await personOf(t, world, world.beta)
  t.is((await memberOf(world, 'beta', eve)).role, 'guest')
  t.is((await world.service.operator('GET', '/v1/orgs/alpha/invitations')).body.items.length, 1)
})

test('where newcomers are refused, only the invited come in', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  t.is(
    (await world.service.operator('PATCH', '/v1/orgs/alpha/settings', { newcomer_role: 'none' })).status,
    200,
  )
  const { refused, shown } = await enter(t, world, world.alpha)
  t.is(refused, 'not_invited')
  t.is(shown.status, 400)
  t.is((await world.service.operator('GET', '/v1/orgs/alpha/members')).body.items.length, 1)
  t.is((await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)).status, 201)
  t.is((await memberOf(world, 'alpha', await personOf(t, world, world.alpha))).role, 'member')
})

test('an invitation that was revoked is none', async t => {
  const world = await startWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const made = await world.service.operator('POST', '/v1/orgs/alpha/invitations', invite)
  t.is((await world.service.operator('DELETE', `/v1/orgs/alpha/invitations/${made.body.id}`)).status, 200)
  t.is((await memberOf(world, 'alpha', await personOf(t, world, world.alpha))).role, 'guest')
})

test('what the provider says of a person is refreshed; an unchanged person changes nothing', async t => {
  const world = await startWorld(t)
  const ann = await personOf(t, world, world.alpha)
  const revision = async () => (await world.service.operator('GET', '/v1/orgs/alpha/settings')).body.revision
  const before = await revision()
  await personOf(t, world, world.alpha)
  t.is(await revision(), before)
  world.alpha.idp.person = { ...world.alpha.idp.person, name: 'Ann B.', email: 'ann.b@alpha.example' }
  await personOf(t, world, world.alpha)
  const member = await memberOf(world, 'alpha', ann)
  t.is(member.name, 'Ann B.')
  t.is(member.email, 'ann.b@alpha.example')
})

test('a disabled person is told so, and a removed one begins as a stranger', async t => {
  const world = await startWorld(t)
  const ann = await personOf(t, world, world.alpha)
  const path = `/v1/orgs/alpha/members/${ann}`
  t.is((await world.service.operator('POST', `${path}/disable`)).status, 200)
  t.is((await enter(t, world, world.alpha)).refused, 'account_disabled')
  t.is((await world.service.operator('POST', `${path}/enable`)).status, 200)
  t.is(await personOf(t, world, world.alpha), ann)
  t.is((await world.service.operator('DELETE', path)).status, 200)
  t.not(await personOf(t, world, world.alpha), ann)
})

test('fifty first sign-ins at once make one account', async t => {
  const world = await startWorld(t)
  const all = await Promise.all(Array.from({ length: 20 }, () => enter(t, world, world.alpha)))
  t.is(new Set(all.map(({ who }) => who?.sub)).size, 1)
})

test('who was refused, where and why, is in the trail of their organisation, and of no other', async t => {
  const world = await startWorld(t)
  world.alpha.idp.knobs.claims = claims => ({ ...claims, aud: 'someone-else' })
  t.is((await enter(t, world, world.alpha)).refused, 'answer_audience')
  world.alpha.idp.knobs.claims = claims => claims
  t.is(
    (await world.service.operator('PATCH', '/v1/orgs/alpha/settings', { newcomer_role: 'none' })).status,
    200,
  )
  t.is((await enter(t, world, world.alpha)).refused, 'not_invited')
  const { body } = await world.service.operator('GET', '/v1/orgs/alpha/audit?action=signIn')
  t.deepEqual(
    body.items.map(({ outcome, code, resource }: { outcome: string; code: string; resource: string }) => [
      outcome,
      code,
      resource,
    ]),
    [
      ['refused', 'not_invited', world.alpha.id],
      ['refused', 'answer_audience', world.alpha.id],
    ],
  )
  t.deepEqual((await world.service.operator('GET', '/v1/orgs/beta/audit?action=signIn')).body.items, [])
})
