/** Groups of a provider become roles and groups here, in their own organisation only. */
import test from 'ava'
import { adjust, enter, memberOf, ownDomain, personOf, settingsOf, startWorld } from './bridge-world.ts'

const mappings = [
  { external: 'ds-admins', role: 'admin' },
  { external: 'ds-staff', role: 'member', group: 'staff' },
  { external: 'ds-annotators', group: 'group:annotators' },
]

const mapped = async (t: Parameters<typeof startWorld>[0]) => {
  const world = await startWorld(t)
  for (const group of ['staff', 'annotators'])
    t.is((await world.service.operator('PUT', `/v1/orgs/alpha/groups/${group}`, {})).status, 200)
  await adjust(t, world, world.alpha, { mappings })
  const come = async (...groups: string[]) => {
    world.alpha.idp.person = { ...world.alpha.idp.person, groups }
    return memberOf(world, 'alpha', await personOf(t, world, world.alpha))
  }
  return { world, come }
}

test('roles and groups come and go with the groups of the provider; the strongest role counts', async t => {
  const { come } = await mapped(t)
  t.is((await come('other')).role, 'guest')
  const staff = await come('ds-staff', 'ds-annotators')
  t.is(staff.role, 'member')
  t.deepEqual(staff.groups, ['group:annotators', 'group:staff'])
  t.is((await come('ds-staff', 'ds-admins')).role, 'admin')
  const none = await come()
  t.is(none.role, 'guest')
  t.deepEqual(none.groups, [])
})

test('support access gets nothing by a mapping, nor by an invitation that waits', async t => {
  const { world, come } = await mapped(t)
  const { operator } = world.service
  const email = 'ann@alpha.example'
  await ownDomain(t, world, 'alpha', 'alpha.example')
  const expires_at = new Date(Date.now() + 86_400_000).toISOString()
  const wish = { email, purpose: 'a look', level: 'can_view', expires_at }
  const opened = await operator('POST', '/v1/orgs/alpha/support-access', wish)
  t.is(opened.status, 201, opened.text)
  const invited = await operator('POST', '/v1/orgs/alpha/invitations', { email, role: 'admin' })
  t.is(invited.status, 201)
  world.alpha.idp.person = { sub: 'ann', email, email_verified: true }
  const ann = await come('ds-admins', 'ds-staff')
  t.is(`user:${ann.id}`, opened.body.subject)
  t.like(ann, { role: 'guest', groups: [], expires_at })
})

test('what an admin gave by hand, a mapping does not take away', async t => {
  const { world, come } = await mapped(t)
  const { id } = await come()
  const bare = String(id)
  t.is(
    (await world.service.operator('PUT', `/v1/orgs/alpha/members/${bare}`, { role: 'member' })).status,
    200,
  )
  t.is(
    (await world.service.operator('PUT', `/v1/orgs/alpha/groups/annotators/members/user:${bare}`)).status,
    200,
  )
  const again = await come()
  t.is(again.role, 'member')
  t.deepEqual(again.groups, ['group:annotators'])
})

test("groups of the same name at alpha's provider mean nothing in beta", async t => {
  const { world } = await mapped(t)
  world.beta.idp.person = { ...world.beta.idp.person, groups: ['ds-admins', 'ds-staff'] }
  const other = await memberOf(world, 'beta', await personOf(t, world, world.beta))
  t.is(other.role, 'guest')
  t.deepEqual(other.groups, [])
})

test('the last admin stays admin, whatever the groups say', async t => {
  const { world, come } = await mapped(t)
  t.is((await come('ds-admins')).role, 'admin')
  t.is((await world.service.operator('DELETE', '/v1/orgs/alpha/members/root')).status, 200)
  t.is((await come()).role, 'admin')
})

test('whoever is admitted by groups only is out without them', async t => {
  const { world, come } = await mapped(t)
  t.is(
    (await world.service.operator('PATCH', '/v1/orgs/alpha/settings', { newcomer_role: 'none' })).status,
    200,
  )
  const { id } = await come('ds-staff')
  world.alpha.idp.person = { ...world.alpha.idp.person, groups: [] }
  t.is((await enter(t, world, world.alpha)).refused, 'not_invited')
  const check = { org: 'alpha', subject: `user:${id}`, action: 'datasets.create', resource: 'org' }
  t.false((await world.service.operator('POST', '/check', check)).body.allowed)
})

test('a key that somebody made does not come back to life when their groups give a role again', async t => {
  const { world, come } = await mapped(t)
  const { operator, as } = world.service
  t.is((await operator('PATCH', '/v1/orgs/alpha/settings', { newcomer_role: 'none' })).status, 200)
  const { id } = await come('ds-staff')
  const wish = { subject: `user:${id}`, name: 'script', scopes: ['read'] }
  const { key } = (await operator('POST', '/v1/orgs/alpha/api-keys', wish)).body
  t.is((await as(key)('GET', '/v1/whoami')).status, 200)
  world.alpha.idp.person = { ...world.alpha.idp.person, groups: [] }
  t.is((await enter(t, world, world.alpha)).refused, 'not_invited')
  t.is((await come('ds-staff')).role, 'member')
  t.is((await as(key)('GET', '/v1/whoami')).status, 401)
})

test('a preview says what a mapping would do, and does nothing', async t => {
  const { world, come } = await mapped(t)
  const ann = await come('ds-staff')
  world.alpha.idp.person = { ...world.alpha.idp.person, sub: 'ben', groups: ['ds-annotators'] }
  const ben = await personOf(t, world, world.alpha)
  const path = `/v1/orgs/alpha/identity-providers/${world.alpha.id}/preview`
  const wanted = [{ external: 'ds-annotators', role: 'member', group: 'staff' }]
  const { body } = await world.service.operator('POST', path, { mappings: wanted })
  const [first, second] = body.items
  t.like(first, {
    subject: `user:${ann.id}`,
    role: { before: 'member', after: 'guest' },
    leaves: ['group:staff'],
    changes: true,
  })
  t.like(second, {
    subject: `user:${ben}`,
    role: { before: 'guest', after: 'member' },
    joins: ['group:staff'],
    leaves: ['group:annotators'],
  })
  t.is((await memberOf(world, 'alpha', ben)).role, 'guest')
  const same = await world.service.operator('POST', path, {})
  t.deepEqual(
    same.body.items.map((one: { changes: boolean }) => one.changes),
    [false, false],
  )
})

test('a mapping to a role that does not exist is refused', async t => {
  const world = await startWorld(t)
  const reply = await world.service.operator(
    'PUT',
    `/v1/orgs/alpha/identity-providers/${world.alpha.id}`,
    settingsOf(world.alpha.idp, { mappings: [{ external: 'x', role: 'king' }] }),
  )
  t.is(reply.status, 422)
  t.is(reply.body.code, 'unknown_role')
})

test('a group gives a role of the organisation’s own, which stands above the one it is based on and keeps its name when it is replaced', async t => {
  const { world, come } = await mapped(t)
  const roles = '/v1/orgs/alpha/roles'
  t.is((await world.service.operator('PUT', `${roles}/lead`, { based_on: 'member' })).status, 200)
  await adjust(t, world, world.alpha, { mappings: [...mappings, { external: 'leads', role: 'lead' }] })
  t.is((await come('ds-staff', 'leads')).role, 'lead')
  t.is((await come('ds-staff')).role, 'member')
  t.is((await come('leads')).role, 'lead')
  t.is((await world.service.operator('DELETE', `${roles}/lead?move_to=guest`)).status, 200)
  t.is((await come('leads')).role, 'guest')
  t.is((await come('ds-staff', 'leads')).role, 'member', 'what the mapping gave, it may take back')
  t.is((await come()).role, 'guest')
})
