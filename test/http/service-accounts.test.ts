import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('a service account has a role like a person, and loses everything at once', async t => {
  const { alice, at, may, key } = await acme(t, service, 'etl')
  const path = `${at}/service-accounts/etl`
  await refused(t, alice('PUT', path, {}), 'malformed')
  await refused(t, alice('PUT', path, { role: 'emperor' }), 'unknown_role')
  const made = await ok(t, alice('PUT', path, { name: 'ETL', role: 'guest' }))
  t.like(made, { id: 'etl', subject: 'service:etl', name: 'ETL', role: 'guest' })
  t.is((await ok(t, alice('PUT', path, { role: 'guest' }))).revision, made.revision)
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/service:etl`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/service:etl`, { level: 'can_manage' }))
  const etl = await key('service:etl')
  await ok(t, etl('PATCH', `${at}/datasets/streets`, { name: 'Roads' }))
  const before = (await ok(t, alice('GET', at))).revision

  t.is((await ok(t, alice('DELETE', path))).revision, before + 1)
  await refused(t, etl('GET', '/v1/whoami'), 'unauthenticated')
  await refused(t, alice('GET', path), 'not_found')
  await refused(t, alice('DELETE', path), 'not_found')
  await ok(t, alice('PUT', path, { role: 'guest' }))
  t.false(await may('service:etl', 'view', 'dataset:streets'))
  t.deepEqual((await ok(t, alice('GET', path))).groups, [])
  await refused(t, etl('GET', '/v1/whoami'), 'unauthenticated')
})

test('people and service accounts of one name are two', async t => {
  const { alice, at, may } = await acme(t, service, 'twins')
  await ok(t, alice('PUT', `${at}/service-accounts/mo`, { role: 'admin' }))
  t.true(await may('service:mo', 'members.read', 'org'))
  t.false(await may('user:mo', 'members.read', 'org'))
  await ok(t, alice('DELETE', `${at}/service-accounts/mo`))
  t.is((await ok(t, alice('GET', `${at}/members/mo`))).role, 'member')
  await refused(t, alice('DELETE', `${at}/service-accounts/alice`), 'not_found')
})

test('they are listed apart from people', async t => {
  const { alice, at } = await acme(t, service, 'apart')
  for (const id of ['s1', 's2', 's3'])
    await ok(t, alice('PUT', `${at}/service-accounts/${id}`, { role: 'guest' }))
  for (const limit of [1, 2, 1000]) {
    const ids = (await allOf(t, alice, `${at}/service-accounts`, limit)).map(({ id }) => id)
    t.deepEqual(ids, ['backend', 's1', 's2', 's3'])
  }
})

test('only admins of the organisation have to do with them', async t => {
  const { alice, mo, gus, backend, at } = await acme(t, service, 'makers')
  const { alice: foreign } = await acme(t, service, 'makers-too')
  for (const [ask, code] of [
    [mo, 'forbidden'],
    [gus, 'forbidden'],
    [backend, 'forbidden'],
    [foreign, 'not_found'],
  ] as const) {
    await refused(t, ask('PUT', `${at}/service-accounts/new`, { role: 'guest' }), code)
    await refused(t, ask('PUT', `${at}/service-accounts/backend`, { role: 'admin' }), code)
    await refused(t, ask('GET', `${at}/service-accounts`), code)
    await refused(t, ask('GET', `${at}/service-accounts/backend`), code)
    await refused(t, ask('DELETE', `${at}/service-accounts/backend`), code)
  }
  t.is((await ok(t, alice('GET', `${at}/service-accounts/backend`))).role, 'member')
})
