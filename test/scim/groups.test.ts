import test from 'ava'
import { adjust, memberOf, personOf } from '../bridge/bridge-world.ts'
import type { Body } from '../service/client.ts'
import { ann, GROUP, patch, type ScimWorld, scimWorld } from './world.ts'

const person = async (w: ScimWorld, name: string): Promise<string> => {
  const made = await w.scim.alpha('POST', '/Users', ann({ userName: name, externalId: name }))
  return String(made.body.id)
}

const group = (displayName: string, ...members: string[]) => ({
  schemas: [GROUP],
  displayName,
  members: members.map(value => ({ value })),
})

test('a group and its members, here and there', async t => {
  const w = await scimWorld(t)
  const [one, two] = [await person(w, 'one'), await person(w, 'two')]
  const made = await w.scim.alpha('POST', '/Groups', group('Annotators', one))
  t.is(made.status, 201)
  const { id } = made.body
  t.deepEqual((await memberOf(w, 'alpha', one)).groups, [`group:${id}`])
  t.is((await w.scim.alpha('GET', `/Users/${one}`)).body.groups?.[0]?.value, id)
  const path = `/Groups/${id}`
  const add = await w.scim.alpha(
    'PATCH',
    path,
    patch({ op: 'add', path: 'members', value: [{ value: two }] }),
  )
  t.is(add.status, 200)
  t.is(add.body.members?.length, 2)
  const out = patch({ op: 'remove', path: `members[value eq "${one}"]` })
  t.deepEqual(
    (await w.scim.alpha('PATCH', path, out)).body.members?.map(({ value }: Body) => value),
    [two],
  )
  t.deepEqual((await memberOf(w, 'alpha', one)).groups, [])
  t.deepEqual((await w.scim.alpha('PUT', path, group('Renamed'))).body.members, [])
  t.is((await w.service.operator('GET', `/v1/orgs/alpha/groups/${id}`)).body.name, 'Renamed')
  t.is((await w.scim.alpha('DELETE', path)).status, 204)
  t.is((await w.scim.alpha('GET', path)).status, 404)
  t.is((await w.service.operator('GET', `/v1/orgs/alpha/groups/${id}`)).status, 404)
})

test('a mapping of a SCIM group gives its role while one is in it, also at the next sign-in', async t => {
  const w = await scimWorld(t)
  await adjust(t, w, w.alpha, { mappings: [{ external: 'Staff', role: 'member' }] })
  const id = String((await w.scim.alpha('POST', '/Users', ann())).body.id)
  const staff = await w.scim.alpha('POST', '/Groups', group('Staff', id))
  t.is(staff.status, 201)
  t.is((await memberOf(w, 'alpha', id)).role, 'member')
  t.is(await personOf(t, w, w.alpha), id)
  t.is((await memberOf(w, 'alpha', id)).role, 'member')
  const path = `/Groups/${staff.body.id}`
  await w.scim.alpha('PATCH', path, patch({ op: 'replace', path: 'displayName', value: 'Others' }))
  t.is((await memberOf(w, 'alpha', id)).role, 'guest')
  await w.scim.alpha('PATCH', path, patch({ op: 'replace', value: { displayName: 'Staff' } }))
  t.is((await memberOf(w, 'alpha', id)).role, 'member')
  await w.scim.alpha('DELETE', path)
  t.is((await memberOf(w, 'alpha', id)).role, 'guest')
})

test('members must be people whom this provider keeps', async t => {
  const w = await scimWorld(t)
  const other = await w.scim.beta('POST', '/Users', ann())
  for (const stranger of [String(other.body.id), 'root', 'nobody', ''])
    t.is((await w.scim.alpha('POST', '/Groups', group('X', stranger))).status, 400, stranger)
  t.is((await w.scim.alpha('GET', '/Groups')).body.totalResults, 0)
})

test("groups of our own, and of the other organisation, are not the provider's", async t => {
  const w = await scimWorld(t)
  t.is((await w.service.operator('PUT', '/v1/orgs/alpha/groups/own', {})).status, 200)
  const theirs = await w.scim.beta('POST', '/Groups', group('Theirs'))
  for (const id of ['own', String(theirs.body.id)])
    for (const method of ['GET', 'DELETE']) t.is((await w.scim.alpha(method, `/Groups/${id}`)).status, 404)
  t.is((await w.scim.alpha('PUT', '/Groups/own', group('Mine'))).status, 404)
  t.is((await w.scim.alpha('GET', '/Groups')).body.totalResults, 0)
})

test('a name stands for one group', async t => {
  const w = await scimWorld(t)
  t.is((await w.scim.alpha('POST', '/Groups', group('A "quoted" name'))).status, 201)
  t.is((await w.scim.alpha('POST', '/Groups', group('a "Quoted" NAME'))).body.scimType, 'uniqueness')
  t.is((await w.scim.beta('POST', '/Groups', group('A "quoted" name'))).status, 201)
})

test('lists of groups without their members, as Entra ID asks', async t => {
  const w = await scimWorld(t)
  await w.scim.alpha('POST', '/Groups', group('A', await person(w, 'one')))
  const filter = encodeURIComponent('displayName eq "A"')
  const { body } = await w.scim.alpha('GET', `/Groups?filter=${filter}&excludedAttributes=members`)
  t.is(body.totalResults, 1)
  t.is(body.Resources?.[0]?.members, undefined)
  t.truthy(body.Resources?.[0]?.id)
})
