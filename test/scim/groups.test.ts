import test from 'ava'
import { adjust, memberOf, personOf } from '../bridge/bridge-world.ts'
import type { Body } from '../service/client.ts'
import { ann, GROUP, patch, type ScimWorld, startScimWorld } from './world.ts'

const person = async (world: ScimWorld, name: string): Promise<string> => {
  const made = await world.scim.alpha('POST', '/Users', ann({ userName: name, externalId: name }))
  return String(made.body.id)
}

const group = (displayName: string, ...members: string[]) => ({
  schemas: [GROUP],
  displayName,
  members: members.map(value => ({ value })),
})

test('a group and its members, here and there', async t => {
  const world = await startScimWorld(t)
  const [one, two] = [await person(world, 'one'), await person(world, 'two')]
  const made = await world.scim.alpha('POST', '/Groups', group('Annotators', one))
  t.is(made.status, 201)
  const { id } = made.body
  t.deepEqual((await memberOf(world, 'alpha', one)).groups, [`group:${id}`])
  t.is((await world.scim.alpha('GET', `/Users/${one}`)).body.groups?.[0]?.value, id)
  const path = `/Groups/${id}`
  const add = await world.scim.alpha(
    'PATCH',
    path,
    patch({ op: 'add', path: 'members', value: [{ value: two }] }),
  )
  t.is(add.status, 200)
  t.is(add.body.members?.length, 2)
  const out = patch({ op: 'remove', path: `members[value eq "${one}"]` })
  t.deepEqual(
    (await world.scim.alpha('PATCH', path, out)).body.members?.map(({ value }: Body) => value),
    [two],
  )
  t.deepEqual((await memberOf(world, 'alpha', one)).groups, [])
  t.deepEqual((await world.scim.alpha('PUT', path, group('Renamed'))).body.members, [])
  t.is((await world.service.operator('GET', `/v1/orgs/alpha/groups/${id}`)).body.name, 'Renamed')
  t.is((await world.scim.alpha('DELETE', path)).status, 204)
  t.is((await world.scim.alpha('GET', path)).status, 404)
  t.is((await world.service.operator('GET', `/v1/orgs/alpha/groups/${id}`)).status, 404)
})

test('a mapping of a SCIM group gives its role while one is in it, also at the next sign-in', async t => {
  const world = await startScimWorld(t)
  await adjust(t, world, world.alpha, { mappings: [{ external: 'Staff', role: 'member' }] })
  const id = String((await world.scim.alpha('POST', '/Users', ann())).body.id)
  const staff = await world.scim.alpha('POST', '/Groups', group('Staff', id))
  t.is(staff.status, 201)
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  t.is(await personOf(t, world, world.alpha), id)
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  const path = `/Groups/${staff.body.id}`
  await world.scim.alpha('PATCH', path, patch({ op: 'replace', path: 'displayName', value: 'Others' }))
  t.is((await memberOf(world, 'alpha', id)).role, 'guest')
  await world.scim.alpha('PATCH', path, patch({ op: 'replace', value: { displayName: 'Staff' } }))
  t.is((await memberOf(world, 'alpha', id)).role, 'member')
  await world.scim.alpha('DELETE', path)
  t.is((await memberOf(world, 'alpha', id)).role, 'guest')
})

test('members must be people whom this provider keeps', async t => {
  const world = await startScimWorld(t)
  const other = await world.scim.beta('POST', '/Users', ann())
  for (const stranger of [String(other.body.id), 'root', 'nobody', ''])
    t.is((await world.scim.alpha('POST', '/Groups', group('X', stranger))).status, 400, stranger)
  t.is((await world.scim.alpha('GET', '/Groups')).body.totalResults, 0)
})

test("groups of our own, and of the other organisation, are not the provider's", async t => {
  const world = await startScimWorld(t)
  t.is((await world.service.operator('PUT', '/v1/orgs/alpha/groups/own', {})).status, 200)
  const theirs = await world.scim.beta('POST', '/Groups', group('Theirs'))
  for (const id of ['own', String(theirs.body.id)])
    for (const method of ['GET', 'DELETE'])
      t.is((await world.scim.alpha(method, `/Groups/${id}`)).status, 404)
  t.is((await world.scim.alpha('PUT', '/Groups/own', group('Mine'))).status, 404)
  t.is((await world.scim.alpha('GET', '/Groups')).body.totalResults, 0)
  // Whatever its id looks like: what makes a group the provider's is that it keeps it.
  const id = await person(world, 'one')
  const lookalike = '/v1/orgs/alpha/groups/grp_own'
  t.is((await world.service.operator('PUT', lookalike, {})).status, 200)
  t.is((await world.service.operator('PUT', `${lookalike}/members/user:${id}`)).status, 200)
  t.is((await world.scim.alpha('GET', `/Users/${id}`)).body.groups.length, 0)
  t.is((await world.scim.alpha('GET', '/Users')).body.Resources[0].groups.length, 0)
})

test('a name stands for one group', async t => {
  const world = await startScimWorld(t)
  t.is((await world.scim.alpha('POST', '/Groups', group('A "quoted" name'))).status, 201)
  t.is((await world.scim.alpha('POST', '/Groups', group('a "Quoted" NAME'))).body.scimType, 'uniqueness')
  t.is((await world.scim.beta('POST', '/Groups', group('A "quoted" name'))).status, 201)
})

test('two groups of one name are two groups, told apart by their external ids; the name means the first', async t => {
  const world = await startScimWorld(t)
  const mappings = [
    { external: 'Admins', role: 'admin' },
    { external: 'object-2', role: 'member' },
  ]
  await adjust(t, world, world.alpha, { mappings })
  const [one, two] = [await person(world, 'one'), await person(world, 'two')]
  const make = (externalId: string, who: string) =>
    world.scim.alpha('POST', '/Groups', { ...group('Admins', who), externalId })
  const first = await make('object-1', one)
  const second = await make('object-2', two)
  t.is(second.status, 201)
  t.not(second.body.id, first.body.id)
  const roles = async () => [
    (await memberOf(world, 'alpha', one)).role,
    (await memberOf(world, 'alpha', two)).role,
  ]
  t.deepEqual(
    await roles(),
    ['admin', 'member'],
    'a group that takes the name of another gives nothing by it',
  )
  const found = async (filter: string) =>
    (await world.scim.alpha('GET', `/Groups?filter=${encodeURIComponent(filter)}`)).body.Resources?.map(
      ({ id }: Body) => id,
    ) as unknown
  t.deepEqual(await found('externalId eq "object-2"'), [second.body.id])
  t.is(((await found('displayName eq "Admins"')) as unknown[]).length, 2)
  const path = `/Groups/${second.body.id}`
  t.is((await make('object-2', one)).body.scimType, 'uniqueness', 'an external id is of one group')
  t.is((await world.scim.alpha('PATCH', path, patch({ op: 'remove', path: 'externalId' }))).status, 409)
  await world.scim.alpha('DELETE', `/Groups/${first.body.id}`)
  t.deepEqual(await roles(), ['guest', 'member'], 'the name is not inherited')
  await world.scim.alpha('PATCH', path, patch({ op: 'replace', path: 'displayName', value: 'Others' }))
  await world.scim.alpha('PATCH', path, patch({ op: 'replace', path: 'displayName', value: 'Admins' }))
  t.deepEqual(await roles(), ['guest', 'admin'])
})

test('lists of groups without their members, as Entra ID asks', async t => {
  const world = await startScimWorld(t)
  await world.scim.alpha('POST', '/Groups', group('A', await person(world, 'one')))
  const filter = encodeURIComponent('displayName eq "A"')
  const { body } = await world.scim.alpha('GET', `/Groups?filter=${filter}&excludedAttributes=members`)
  t.is(body.totalResults, 1)
  t.is(body.Resources?.[0]?.members, undefined)
  t.truthy(body.Resources?.[0]?.id)
})
