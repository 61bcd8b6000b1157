/** What a person is due is what holds now: not what a request leaves out, nor what held before they were deactivated. */
import test, { type ExecutionContext } from 'ava'
import { adjust, enter, memberOf } from '../bridge/bridge-world.ts'
import { ann, patch, type ScimWorld, startScimWorld } from './world.ts'

const ADMINS = { mappings: [{ external: 'data-admins', role: 'admin' }] }

const administers = async ({ service }: ScimWorld, id: string): Promise<boolean> =>
  (
    await service.operator('POST', '/check', {
      org: 'alpha',
      subject: `user:${id}`,
      action: 'members.invite',
      resource: 'org',
    })
  ).body.allowed

const annIn = async (t: ExecutionContext, world: ScimWorld, group: object) => {
  const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
  const made = await world.scim.alpha('POST', '/Groups', { ...group, members: [{ value: id }] })
  t.is(made.status, 201)
  return { id, group: `/Groups/${made.body.id}` }
}

const setActive = (world: ScimWorld, id: string, active: boolean) =>
  world.scim.alpha('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: active }))

test('a request that does not mention `active` leaves it as it is', async t => {
  const world = await startScimWorld(t)
  const { body } = await world.scim.alpha('POST', '/Users', ann({ active: undefined }))
  t.true(body.active)
  const path = `/Users/${body.id}`
  await setActive(world, body.id, false)
  const { active: _, ...silent } = ann()
  for (const [method, sent] of [
    ['PUT', silent],
    ['PUT', { ...silent, active: null }],
    ['PATCH', patch({ op: 'remove', path: 'active' })],
    ['PATCH', patch({ op: 'replace', path: 'displayName', value: 'Ann' })],
    ['PATCH', patch({ op: 'replace', path: 'active', value: null })],
  ] as const)
    t.false((await world.scim.alpha(method, path, sent)).body.active, JSON.stringify(sent))
  t.true((await memberOf(world, 'alpha', body.id)).disabled)
  t.true((await world.scim.alpha('PUT', path, ann())).body.active)
  t.true((await world.scim.alpha('PUT', path, silent)).body.active)
})

type Leave = (t: ExecutionContext, world: ScimWorld, group: string, id: string) => Promise<unknown>

const ways: readonly (readonly [string, Leave])[] = [
  [
    'taken out of the group',
    (_, world, group, id) =>
      world.scim.alpha('PATCH', group, patch({ op: 'remove', path: `members[value eq "${id}"]` })),
  ],
  ['group emptied', (_, world, group) => world.scim.alpha('PUT', group, { displayName: 'data-admins' })],
  [
    'group renamed',
    (_, world, group) =>
      world.scim.alpha('PATCH', group, patch({ op: 'replace', path: 'displayName', value: 'others' })),
  ],
  ['group deleted', (_, world, group) => world.scim.alpha('DELETE', group)],
  ['mapping removed', (t, world) => adjust(t, world, world.alpha, { mappings: [] })],
]
for (const [what, leave] of ways) {
  test(`${what} while a person is inactive: they return without what it gave`, async t => {
    const world = await startScimWorld(t)
    await adjust(t, world, world.alpha, ADMINS)
    const { id, group } = await annIn(t, world, { displayName: 'data-admins' })
    t.true(await administers(world, id))
    await setActive(world, id, false)
    await leave(t, world, group, id)
    await setActive(world, id, true)
    t.is((await memberOf(world, 'alpha', id)).role, 'guest')
    t.false(await administers(world, id))
  })

  test(`${what}: the role goes although the last sign-in named the group`, async t => {
    const world = await startScimWorld(t)
    await adjust(t, world, world.alpha, ADMINS)
    const { id, group } = await annIn(t, world, { displayName: 'data-admins' })
    world.alpha.idp.person = { ...world.alpha.idp.person, groups: ['data-admins', 'readers'] }
    await enter(t, world, world.alpha)
    t.true(await administers(world, id))
    await leave(t, world, group, id)
    // A mapping that is removed shows at the next change of the person.
    await world.scim.alpha('POST', '/Groups', { displayName: 'anything', members: [{ value: id }] })
    t.is((await memberOf(world, 'alpha', id)).role, what === 'mapping removed' ? 'admin' : 'guest')
  })
}

for (const [what, steps] of [
  ['before', ['disable', 'off', 'on']],
  ['while', ['off', 'disable', 'on']],
] as const)
  test(`disabled by an admin ${what} they were inactive: their provider does not enable them`, async t => {
    const world = await startScimWorld(t)
    const { operator } = world.service
    const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
    for (const step of steps)
      if (step === 'disable')
        t.is((await operator('POST', `/v1/orgs/alpha/members/${id}/disable`)).status, 200)
      else t.is((await setActive(world, id, step === 'on')).status, 200)
    t.true((await memberOf(world, 'alpha', id)).disabled)
    t.is((await world.scim.alpha('PUT', `/Users/${id}`, ann())).body.active, true)
    t.true((await memberOf(world, 'alpha', id)).disabled)
    t.is((await operator('POST', `/v1/orgs/alpha/members/${id}/enable`)).status, 200)
    t.is((await memberOf(world, 'alpha', id)).role, 'guest')
  })

test('a role that an admin gave is given back', async t => {
  const world = await startScimWorld(t)
  const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
  await world.service.operator('PUT', `/v1/orgs/alpha/members/${id}`, { role: 'member' })
  await setActive(world, id, false)
  await setActive(world, id, true)
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
})

test('a group joined while inactive counts on return, also when an admin enables the person', async t => {
  const world = await startScimWorld(t)
  await adjust(t, world, world.alpha, { mappings: [{ external: 'staff', role: 'member' }] })
  const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
  const { operator } = world.service
  await operator('POST', `/v1/orgs/alpha/members/${id}/disable`)
  const staff = await world.scim.alpha('POST', '/Groups', { displayName: 'staff', members: [{ value: id }] })
  await operator('POST', `/v1/orgs/alpha/members/${id}/enable`)
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  await operator('POST', `/v1/orgs/alpha/members/${id}/disable`)
  await world.scim.alpha('DELETE', `/Groups/${staff.body.id}`)
  await operator('POST', `/v1/orgs/alpha/members/${id}/enable`)
  t.is((await memberOf(world, 'alpha', id)).role, 'guest')
})

test('a mapping names a group by its name or by its id at the provider', async t => {
  const world = await startScimWorld(t)
  await adjust(t, world, world.alpha, { mappings: [{ external: '0f3c-object-id', role: 'member' }] })
  const { id, group } = await annIn(t, world, { displayName: 'Data staff', externalId: '0f3c-object-id' })
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  await enter(t, world, world.alpha)
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  await world.scim.alpha('PATCH', group, patch({ op: 'replace', path: 'externalId', value: 'another' }))
  t.is((await memberOf(world, 'alpha', id)).role, 'guest')
})
