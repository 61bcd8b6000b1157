import test from 'ava'
import { enter, memberOf, ownDomain, personOf } from '../bridge/bridge-world.ts'
import { ann, patch, type ScimReply, startScimWorld } from './world.ts'

test('a person is made, read, replaced and taken away', async t => {
  const world = await startScimWorld(t)
  const made = await world.scim.alpha('POST', '/Users', ann())
  t.is(made.status, 201)
  t.regex(made.type, /^application\/scim\+json/)
  const { id } = made.body
  t.regex(String(id), /^usr_/)
  t.is(made.location, `${world.service.url}/scim/v2/orgs/alpha/Users/${id}`)
  t.like(made.body, { userName: 'ann@alpha.example', externalId: 'alpha-1', active: true })
  t.is(made.body.meta?.resourceType, 'User')
  t.like(await memberOf(world, 'alpha', String(id)), {
    role: 'guest',
    name: 'Ann Archer',
    email: 'ann@alpha.example',
  })

  const renamed = await world.scim.alpha('PUT', `/Users/${id}`, ann({ displayName: 'Ann B.', title: 'Boss' }))
  t.is(renamed.status, 200)
  t.is(renamed.body.title, 'Boss')
  t.is((await memberOf(world, 'alpha', String(id))).name, 'Ann B.')
  t.deepEqual((await world.scim.alpha('GET', `/Users/${id}`)).body, renamed.body)

  const gone = await world.scim.alpha('DELETE', `/Users/${id}`)
  t.is(gone.status, 204)
  t.is((await world.scim.alpha('GET', `/Users/${id}`)).status, 404)
  t.is((await world.scim.alpha('DELETE', `/Users/${id}`)).status, 404)
  t.is((await world.service.operator('GET', `/v1/orgs/alpha/members/${id}`)).status, 404)
})

test('whoever was provisioned is recognised at their first sign-in', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  t.is(await personOf(t, world, world.alpha), body.id)
})

test('whoever signed in first is recognised when they are provisioned', async t => {
  const world = await startScimWorld(t)
  const id = await personOf(t, world, world.alpha)
  const made = await world.scim.alpha('POST', '/Users', ann())
  t.is(made.status, 201)
  t.is(made.body.id, id)
})

test('deactivated: role, keys, tokens and sign-ins are gone when it is acknowledged; and back again', async t => {
  const world = await startScimWorld(t)
  const { operator } = world.service
  const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
  t.is((await operator('PUT', `/v1/orgs/alpha/members/${id}`, { role: 'member' })).status, 200)
  const wish = { subject: `user:${id}`, name: 'notebook', scopes: ['read'] }
  const key = await operator('POST', '/v1/orgs/alpha/api-keys', wish)
  t.is(key.status, 201)
  const { at } = await enter(t, world, world.alpha)
  const mayCreate = async () =>
    (
      await operator('POST', '/check', {
        org: 'alpha',
        subject: `user:${id}`,
        action: 'datasets.create',
        resource: 'org',
      })
    ).body.allowed
  t.true(await mayCreate())

  const off = await world.scim.alpha(
    'PATCH',
    `/Users/${id}`,
    patch({ op: 'replace', path: 'active', value: false }),
  )
  t.is(off.status, 200)
  t.false(off.body.active)
  t.false(await mayCreate())
  t.is((await world.service.as(key.body.key)('GET', '/v1/whoami')).status, 401)
  t.is((await enter(t, world, world.alpha, { at })).refused, 'account_disabled')

  const on = await world.scim.alpha(
    'PATCH',
    `/Users/${id}`,
    patch({ op: 'replace', path: 'active', value: true }),
  )
  t.true(on.body.active)
  t.true(await mayCreate())
  t.is((await world.service.as(key.body.key)('GET', '/v1/whoami')).status, 401)
  t.is(String((await enter(t, world, world.alpha)).who?.sub), `alpha:user:${id}`)
})

test('a person who is made inactive cannot sign in until they are active', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann({ active: false }))
  t.is((await enter(t, world, world.alpha)).refused, 'account_disabled')
  await world.scim.alpha('PATCH', `/Users/${body.id}`, patch({ op: 'replace', value: { active: true } }))
  t.is(await personOf(t, world, world.alpha), body.id)
})

test("a local disabling is not undone by the provider's next full update", async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  t.is((await world.service.operator('POST', `/v1/orgs/alpha/members/${body.id}/disable`)).status, 200)
  t.is((await world.scim.alpha('PUT', `/Users/${body.id}`, ann({ displayName: 'A.' }))).status, 200)
  t.is((await enter(t, world, world.alpha)).refused, 'account_disabled')
})

test('a removed person is a stranger afterwards', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  t.is((await world.scim.alpha('DELETE', `/Users/${body.id}`)).status, 204)
  t.not(await personOf(t, world, world.alpha), body.id)
  const again = await world.scim.alpha('POST', '/Users', ann({ externalId: 'alpha-9' }))
  t.is(again.status, 201)
  t.not(again.body.id, body.id)
})

test('the key of a person may change; the old one is a stranger then', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann({ externalId: 'old' }))
  t.is((await world.scim.alpha('PUT', `/Users/${body.id}`, ann({ externalId: 'alpha-1' }))).status, 200)
  t.is(await personOf(t, world, world.alpha), body.id)
  world.alpha.idp.person = { ...world.alpha.idp.person, sub: 'old' }
  t.not(await personOf(t, world, world.alpha), body.id)
})

test('user names and external ids are had once', async t => {
  const world = await startScimWorld(t)
  t.is((await world.scim.alpha('POST', '/Users', ann())).status, 201)
  const ben = ann({ userName: 'ben', externalId: 'alpha-2' })
  const { body } = await world.scim.alpha('POST', '/Users', ben)
  for (const [wish, path, method] of [
    [ann(), '/Users', 'POST'],
    [ann({ externalId: 'x', userName: 'ANN@alpha.example' }), '/Users', 'POST'],
    [ann({ externalId: 'alpha-2', userName: 'x' }), '/Users', 'POST'],
    [ann({ externalId: 'alpha-2' }), `/Users/${body.id}`, 'PUT'],
    [ann({ externalId: 'alpha-1', userName: 'ben' }), `/Users/${body.id}`, 'PUT'],
  ] as const) {
    const reply = await world.scim.alpha(method, path, wish)
    t.is(reply.status, 409)
    t.is(reply.body.scimType, 'uniqueness')
  }
  // The other organisation has its own names.
  t.is((await world.scim.beta('POST', '/Users', ann())).status, 201)
})

test('the last admin cannot be taken away by SCIM', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  const { operator } = world.service
  t.is((await operator('PUT', `/v1/orgs/alpha/members/${body.id}`, { role: 'admin' })).status, 200)
  t.is((await operator('DELETE', '/v1/orgs/alpha/members/root')).status, 200)
  const off = await world.scim.alpha(
    'PATCH',
    `/Users/${body.id}`,
    patch({ op: 'replace', path: 'active', value: false }),
  )
  t.is(off.status, 409)
  t.is((await world.scim.alpha('DELETE', `/Users/${body.id}`)).status, 409)
  t.is((await memberOf(world, 'alpha', String(body.id))).role, 'admin')
})

test('an address by SCIM is believed of a trusted provider in a verified domain only', async t => {
  const world = await startScimWorld(t)
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  world.alpha.idp.person = { sub: 'alpha-1' }
  const { who } = await enter(t, world, world.alpha, { params: { scope: 'openid email' } })
  t.is(String(who?.sub), `alpha:user:${body.id}`)
  t.not(who?.email_verified, true)
})

test('people who only signed in are not in the list; those of the other organisation never are', async t => {
  const world = await startScimWorld(t)
  await personOf(t, world, world.alpha)
  t.is((await world.scim.alpha('GET', '/Users')).body.totalResults, 0)
  await world.scim.beta('POST', '/Users', ann())
  t.is((await world.scim.alpha('GET', '/Users')).body.totalResults, 0)
  t.is((await world.scim.beta('GET', '/Users')).body.totalResults, 1)
})

test('an update without the external id leaves the person recognised', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann())
  const { externalId, ...rest } = ann({ displayName: 'A.' })
  const updated = await world.scim.alpha('PUT', `/Users/${body.id}`, rest)
  t.is(updated.status, 200)
  t.is(updated.body.externalId, undefined)
  t.is(externalId, 'alpha-1')
  t.is(await personOf(t, world, world.alpha), body.id)
})

test('an organisation that is bound to known servers hears SCIM from those only', async t => {
  const world = await startScimWorld(t)
  const { operator } = world.service
  const bind = (networks: string[] | null) => operator('PATCH', '/v1/orgs/alpha/settings', { networks })
  t.is((await bind(['10.0.0.0/8'])).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 401)
  t.is((await world.scim.beta('GET', '/Users')).status, 200)
  t.is((await bind(['127.0.0.0/8'])).status, 200)
  t.is((await world.scim.alpha('GET', '/Users')).status, 200)
})

test('a client that asks too often is told to wait, in SCIM’s words; the other one is not', async t => {
  const world = await startScimWorld(t, { KASBAH_RATE_LIMIT: '20' })
  // However slow the machine is, sixteen clients ask faster than twenty times a second together.
  let told: ScimReply | undefined
  const insist = async () => {
    while (told === undefined) {
      const reply = await world.scim.alpha('GET', '/ServiceProviderConfig')
      if (reply.status === 429) told = reply
    }
  }
  await Promise.all(Array.from({ length: 16 }, insist))
  t.deepEqual(told?.body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error'])
  const { status, headers } = await world.scim.beta('GET', '/ServiceProviderConfig')
  t.is(status, 200)
  t.regex(headers.get('ratelimit') ?? '', /^"caller";r=\d+;t=\d+, "org";r=\d/, 'it hears what is left')
})
