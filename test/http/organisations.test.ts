import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()
const { operator } = service

test('only the operator makes organisations', async t => {
  const { alice, backend } = await acme(t, service, 'makers')
  for (const ask of [alice, backend])
    await refused(t, ask('POST', '/v1/orgs', { id: 'mine', name: 'Mine' }), 'forbidden')
  await refused(t, service.as()('POST', '/v1/orgs', { id: 'mine', name: 'Mine' }), 'unauthenticated')
  await refused(t, operator('GET', '/v1/orgs/mine'), 'not_found')
})

test('an organisation is made once, with a set that is installed', async t => {
  const wish = { id: 'once', name: 'Once', admin: 'user:ann' }
  const made = await operator('POST', '/v1/orgs', wish)
  t.is(made.status, 201)
  t.like(made.body, { id: 'once', name: 'Once', policy_set: 'datasets', revision: 1 })
  t.is(made.headers.get('etag'), '"1"')
  await refused(t, operator('POST', '/v1/orgs', wish), 'already_exists')
  await refused(t, operator('POST', '/v1/orgs?dry_run=true', wish), 'already_exists')
  await refused(
    t,
    operator('POST', '/v1/orgs', { ...wish, id: 'other', policy_set: 'none' }),
    'unknown_policy_set',
  )
  t.is((await ok(t, operator('GET', '/v1/orgs/once/members/ann'))).role, 'admin')
})

test('ids of organisations are plain', async t => {
  for (const id of ['', 'A', 'a_b', 'a.b', 'a/b', 'x'.repeat(64), 'ä', 7, null, ['x'], '*'])
    await refused(t, operator('POST', '/v1/orgs', { id, name: 'x' }), 'malformed', String(id))
  for (const id of ['-', '0', 'x'.repeat(63), 'constructor'])
    await ok(t, operator('POST', '/v1/orgs', { id, name: 'x' }), 201)
  for (const admin of ['ann', 'group:g', 'service:s', 'role:admin', 'user:', 1])
    await refused(
      t,
      operator('POST', '/v1/orgs', { id: 'bad', name: 'x', admin }),
      'malformed',
      String(admin),
    )
})

test('an organisation on another policy set has its roles and levels', async t => {
  const wish = { id: 'big', name: 'Big', policy_set: 'datasets-enterprise', admin: 'user:ann' }
  await ok(t, operator('POST', '/v1/orgs', wish), 201)
  await ok(t, operator('PUT', '/v1/orgs/big/members/lee', { role: 'labeler' }))
  await ok(t, operator('POST', '/v1/orgs/big/datasets', { id: 'd', name: 'D' }), 201)
  const grant = '/v1/orgs/big/datasets/d/access/grants/user:lee'
  const given = await ok(t, operator('PUT', grant, { level: 'can_manage' }))
  t.is(
    given.effective.items.find((item: { subject: string }) => item.subject === 'user:lee').level,
    'can_tag',
  )
})

test('admins see and rename their own, others do not', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'own')
  const { alice: stranger } = await acme(t, service, 'foreign')
  t.is((await ok(t, alice('GET', at))).name, 'own')
  t.deepEqual(
    (await ok(t, alice('GET', '/v1/orgs'))).items.map(({ id }: { id: string }) => id),
    ['own'],
  )
  for (const ask of [mo, gus]) {
    await refused(t, ask('GET', at), 'forbidden')
    await refused(t, ask('PATCH', at, { name: 'x' }), 'forbidden')
    t.deepEqual((await ok(t, ask('GET', '/v1/orgs'))).items, [])
  }
  for (const [method, body] of [['GET'], ['PATCH', { name: 'x' }]] as const)
    await refused(t, stranger(method, at, body), 'not_found')
  const renamed = await ok(t, alice('PATCH', at, { name: 'Our own' }))
  t.is(renamed.name, 'Our own')
  t.is((await ok(t, alice('GET', at))).revision, renamed.revision)
  await refused(t, alice('PATCH', at, { id: 'new' }), 'malformed')
  await refused(t, alice('DELETE', at), 'forbidden')
})

test('in a deleted organisation nobody may anything, and its id stays taken', async t => {
  const { alice, mo, backend, at, may } = await acme(t, service, 'gone')
  t.true(await may('user:alice', 'view', 'dataset:streets'))
  t.true((await ok(t, operator('DELETE', `${at}?dry_run=true`))).dry_run)
  t.true(await may('user:alice', 'view', 'dataset:streets'))
  await ok(t, operator('DELETE', at))
  for (const ask of [alice, mo, backend]) {
    await refused(t, ask('GET', '/v1/whoami'), 'unauthenticated')
    await refused(t, ask('GET', `${at}/datasets`), 'unauthenticated')
    const question = { org: 'gone', action: 'view', resource: 'dataset:streets' }
    await refused(t, ask('POST', '/check', question), 'unauthenticated')
  }
  t.false(await may('user:alice', 'view', 'dataset:streets'))
  for (const path of ['', '/members', '/datasets', '/settings', '/audit'])
    await refused(t, operator('GET', at + path), 'not_found', path)
  await refused(t, operator('PUT', `${at}/members/new`, { role: 'admin' }), 'not_found')
  await refused(t, operator('DELETE', at), 'not_found')
  await refused(t, operator('POST', '/v1/orgs', { id: 'gone', name: 'Back' }), 'already_exists')
  const ids = (await allOf(t, operator, '/v1/orgs')).map(({ id }) => id)
  t.false(ids.includes('gone'))
})

test('the operator lists all of them, in pages of any size', async t => {
  for (const id of ['list-b', 'list-a', 'list-c'])
    await ok(t, operator('POST', '/v1/orgs', { id, name: id }), 201)
  for (const limit of [1, 2, 1000]) {
    const ids: string[] = (await allOf(t, operator, '/v1/orgs', limit)).map(({ id }) => id)
    t.deepEqual(ids, ids.toSorted())
    t.is(new Set(ids).size, ids.length)
    t.true(['list-a', 'list-b', 'list-c'].every(id => ids.includes(id)))
  }
})
