import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const ids = (items: readonly Body[]): string[] => items.map(({ id }) => id)

test('whoever creates a dataset manages it, and nobody else is given anything', async t => {
  const { mo, gus, alice, at, may } = await acme(t, service, 'create')
  const made = await ok(
    t,
    mo('POST', `${at}/datasets`, { id: 'walls', name: 'Walls', attributes: { n: 1 } }),
    201,
  )
  t.like(made, { id: 'walls', resource: 'dataset:walls', name: 'Walls', creator: 'user:mo' })
  t.deepEqual(made.attributes, { n: 1 })
  t.true(await may('user:mo', 'manage', 'dataset:walls'))
  t.true(await may('user:alice', 'manage', 'dataset:walls'))
  t.false(await may('user:gus', 'view', 'dataset:walls'))
  t.like(await ok(t, mo('GET', `${at}/datasets/walls`)), { level: 'can_manage', name: 'Walls' })
  await refused(t, gus('GET', `${at}/datasets/walls`), 'not_found')
  await refused(t, mo('POST', `${at}/datasets`, { id: 'walls', name: 'Again' }), 'already_exists')
  await refused(t, alice('POST', `${at}/datasets`, { id: 'walls', name: 'Again' }), 'already_exists')
  t.regex((await ok(t, mo('POST', `${at}/datasets`, { name: 'x' }), 201)).id, /^ds_/)
})

test('default access is what was asked for, else what the organisation says', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'defaults')
  const levelOf = async (id: string) =>
    (await ok(t, alice('GET', `${at}/datasets/${id}/access`))).default_access
  const make = (id: string, more: object = {}) =>
    ok(t, mo('POST', `${at}/datasets`, { id, name: id, ...more }), 201)
  await make('plain')
  t.is(await levelOf('plain'), 'none')
  await ok(t, alice('PATCH', `${at}/settings`, { default_access: 'can_edit' }))
  await make('shared')
  t.is(await levelOf('shared'), 'can_edit')
  await make('private', { default_access: 'none' })
  t.is(await levelOf('private'), 'none')
  t.is(await levelOf('plain'), 'none')
  await ok(t, alice('PUT', `${at}/members/nia`, { role: 'member' }))
  t.true(await may('user:nia', 'edit', 'dataset:shared'))
  t.false(await may('user:nia', 'view', 'dataset:private'))
  t.false(await may('user:gus', 'view', 'dataset:shared'))
  const bad = { name: 'x', default_access: 'can_fly' }
  await refused(t, mo('POST', `${at}/datasets`, bad), 'unknown_level')
})

test('guests neither create nor clone, even what they manage', async t => {
  const { alice, gus, at, may } = await acme(t, service, 'guests')
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_manage' }))
  t.true(await may('user:gus', 'manage', 'dataset:streets'))
  await refused(t, gus('POST', `${at}/datasets`, { name: 'x' }), 'forbidden')
  await refused(t, gus('POST', `${at}/datasets/streets/clone`, { name: 'x' }), 'forbidden')
  await ok(t, gus('PATCH', `${at}/datasets/streets`, { name: 'Theirs' }))
})

test('a clone carries attributes and nobody’s access', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'clones')
  await ok(t, alice('PUT', `${at}/members/nia`, { role: 'member' }))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_edit' }))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/default`, { level: 'can_edit' }))
  const path = `${at}/datasets/streets/clone`
  const clone = await ok(t, mo('POST', path, { id: 'copy', name: 'Copy' }), 201)
  t.like(clone, { id: 'copy', name: 'Copy', creator: 'user:mo', attributes: { city: 'Fez' } })
  const access = await ok(t, mo('GET', `${at}/datasets/copy/access`))
  t.is(access.default_access, 'none')
  t.deepEqual(access.grants, [{ subject: 'user:mo', level: 'can_manage' }])
  t.false(await may('user:gus', 'view', 'dataset:copy'))
  t.false(await may('user:nia', 'view', 'dataset:copy'))
  await refused(t, mo('POST', path, { id: 'copy', name: 'Again' }), 'already_exists')

  await ok(t, alice('PATCH', `${at}/settings`, { default_access: 'can_view' }))
  await ok(t, mo('POST', path, { id: 'second', name: 'Second' }), 201)
  t.is((await ok(t, mo('GET', `${at}/datasets/second/access`))).default_access, 'can_view')
  t.true(await may('user:nia', 'view', 'dataset:second'))

  await ok(t, alice('PATCH', `${at}/datasets/streets`, { attributes: {} }))
  t.deepEqual((await ok(t, mo('GET', `${at}/datasets/copy`))).attributes, { city: 'Fez' })
})

test('a dataset that one may not view is not cloned', async t => {
  const { alice, mo, at } = await acme(t, service, 'unseen')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'secret', name: 'S' }), 201)
  for (const id of ['secret', 'none'])
    await refused(t, mo('POST', `${at}/datasets/${id}/clone`, { name: 'x' }), 'not_found')
})

test('only those who act for others name a creator, and only one who may create', async t => {
  const { mo, alice, backend, operator, at, may } = await acme(t, service, 'behalf')
  const make = (creator: string, more: object = {}) => ({ name: 'x', creator, ...more })
  const path = `${at}/datasets`
  for (const ask of [backend, operator]) {
    const made = await ok(t, ask('POST', path, make('user:mo')), 201)
    t.is(made.creator, 'user:mo')
    t.true(await may('user:mo', 'manage', made.resource))
    t.false(await may('service:backend', 'view', made.resource))
    await refused(t, ask('POST', path, make('user:gus')), 'forbidden')
    await refused(t, ask('POST', path, make('user:nobody')), 'invite_first')
    await refused(t, ask('POST', path, make('group:lab')), 'malformed')
    await refused(t, ask('POST', `${path}/streets/clone`, make('user:gus')), 'forbidden')
  }
  await ok(t, mo('POST', path, make('user:mo')), 201)
  for (const ask of [mo, alice])
    for (const creator of ['user:gus', 'service:backend', 'user:nobody'])
      await refused(t, ask('POST', path, make(creator)), 'forbidden', creator)
  const clone = await ok(t, backend('POST', `${path}/streets/clone`, make('user:mo')), 201)
  t.true(await may('user:mo', 'manage', clone.resource))
  await ok(t, alice('POST', path, { id: 'hidden', name: 'x' }), 201)
  await refused(t, backend('POST', `${path}/hidden/clone`, make('user:mo')), 'not_found')
  t.is((await ok(t, operator('POST', path, { name: 'x' }), 201)).creator, undefined)
})

test('what is deleted is gone, and a dataset of the same id starts with nothing', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'deleted')
  const path = `${at}/datasets/streets`
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${path}/access/grants/group:lab`, { level: 'can_edit' }))
  await ok(t, alice('PUT', `${path}/access/grants/user:mo`, { level: 'can_manage' }))
  await ok(t, alice('POST', `${path}/snapshots`, { id: 's1', name: 'First' }), 201)
  await ok(t, alice('DELETE', `${path}?dry_run=true`))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const before = (await ok(t, alice('GET', at))).revision
  t.is((await ok(t, mo('DELETE', path))).revision, before + 1)
  for (const who of ['user:alice', 'user:mo', 'user:gus']) t.false(await may(who, 'view', 'dataset:streets'))
  for (const method of ['GET', 'DELETE']) await refused(t, alice(method, path), 'not_found')
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets`))).items, [])

  await ok(t, alice('POST', `${at}/datasets`, { id: 'streets', name: 'New' }), 201)
  for (const who of ['user:mo', 'user:gus']) t.false(await may(who, 'view', 'dataset:streets'))
  t.deepEqual((await ok(t, alice('GET', `${path}/snapshots`))).items, [])
  t.deepEqual((await ok(t, alice('GET', path))).attributes, {})
})

test('a dataset is renamed by its managers and described by its editors', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'changed')
  const path = `${at}/datasets/streets`
  await ok(t, alice('PUT', `${path}/access/grants/user:gus`, { level: 'can_edit' }))
  const described = await ok(t, gus('PATCH', path, { attributes: { a: 1 } }))
  t.deepEqual(described.attributes, { a: 1 })
  t.is(described.name, 'Streets')
  t.is((await ok(t, gus('PATCH', path, { attributes: { a: 1 } }))).revision, described.revision)
  await refused(t, gus('PATCH', path, { name: 'x' }), 'forbidden')
  await refused(t, gus('PATCH', path, { name: 'x', attributes: {} }), 'forbidden')
  await refused(t, mo('PATCH', path, { attributes: {} }), 'forbidden')
  await refused(t, gus('DELETE', path), 'forbidden')
  const renamed = await ok(t, alice('PATCH', path, { name: 'Roads' }))
  t.deepEqual(renamed.attributes, { a: 1 })
  for (const body of [
    {},
    { id: 'x' },
    { name: '' },
    { name: null },
    { attributes: null },
    { attributes: 'x' },
    { creator: 'user:mo' },
    [],
  ])
    await refused(t, alice('PATCH', path, body), 'malformed', JSON.stringify(body))
})

test('attributes have a limit, and none is lost without a word', async t => {
  const { alice, at } = await acme(t, service, 'limits')
  const make = (attributes: string) =>
    alice('POST', `${at}/datasets`, `{"name":"x","attributes":${attributes}}`)
  await refused(t, make(`{"a":"${'x'.repeat(17_000)}"}`), 'malformed')
  await refused(t, make(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`), 'malformed')
  await refused(t, make(`{"a":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`), 'malformed')
  for (const lost of [
    '{"__proto__":{"a":1}}',
    '{"a":{"__proto__":1}}',
    '{"\\u005f_proto__":1}',
    '{"a":[{"\\u005F_proto__":1}]}',
  ])
    await refused(t, make(lost), 'malformed', lost)
  const kept = await ok(
    t,
    make('{"a":"__proto__","constructor":{"prototype":[]},"b":[[["[{\\"\\\\"]]]}'),
    201,
  )
  t.deepEqual(kept.attributes, { a: '__proto__', constructor: { prototype: [] }, b: [[['[{"\\']]] })
})

test('a list shows exactly what its reader may view, in pages of any size', async t => {
  const { alice, mo, gus, backend, at } = await acme(t, service, 'lists')
  const all = Array.from({ length: 23 }, (_, n) => `d${n}`)
  for (const [n, id] of all.entries()) {
    const default_access = n % 3 === 0 ? 'can_view' : 'none'
    await ok(t, alice('POST', `${at}/datasets`, { id, name: id, default_access }), 201)
    if (n % 5 === 0)
      await ok(t, alice('PUT', `${at}/datasets/${id}/access/grants/user:gus`, { level: 'can_view' }))
  }
  const some = (every: number) => all.filter((_, n) => n % every === 0)
  for (const limit of [1, 2, 3, 7, 1000]) {
    t.deepEqual(ids(await allOf(t, alice, `${at}/datasets`, limit)), [...all, 'streets'].toSorted())
    for (const ask of [mo, backend])
      t.deepEqual(ids(await allOf(t, ask, `${at}/datasets`, limit)), [...some(3), 'streets'].toSorted())
    t.deepEqual(ids(await allOf(t, gus, `${at}/datasets`, limit)), some(5).toSorted())
  }
})

test('a page that was begun goes on, whatever was deleted or granted meanwhile', async t => {
  const { alice, gus, at } = await acme(t, service, 'moving')
  const grant = (id: string) =>
    alice('PUT', `${at}/datasets/${id}/access/grants/user:gus`, { level: 'can_view' })
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    await ok(t, alice('POST', `${at}/datasets`, { id, name: id }), 201)
    if (id !== 'd') await ok(t, grant(id))
  }
  const first = await ok(t, gus('GET', `${at}/datasets?limit=2`))
  t.deepEqual(ids(first.items), ['a', 'b'])
  await ok(t, alice('DELETE', `${at}/datasets/b`))
  await ok(t, alice('DELETE', `${at}/datasets/c`))
  await ok(t, grant('d'))
  const rest = await ok(t, gus('GET', `${at}/datasets?limit=9&page_token=${first.next_token}`))
  t.deepEqual(ids(rest.items), ['d', 'e'])
})

test('two organisations may have datasets of one id, and neither sees the other’s', async t => {
  const { alice, at, may } = await acme(t, service, 'left')
  const { alice: other, at: elsewhere } = await acme(t, service, 'right')
  await ok(t, alice('PATCH', `${at}/datasets/streets`, { name: 'Left' }))
  t.is((await ok(t, other('GET', `${elsewhere}/datasets/streets`))).name, 'Streets')
  await ok(t, other('DELETE', `${elsewhere}/datasets/streets`))
  t.true(await may('user:mo', 'view', 'dataset:streets'))
  for (const [method, path, body] of [
    ['GET', '/datasets'],
    ['POST', '/datasets', { name: 'x' }],
    ['GET', '/datasets/streets'],
    ['PATCH', '/datasets/streets', { name: 'x' }],
    ['DELETE', '/datasets/streets'],
    ['POST', '/datasets/streets/clone', { name: 'x' }],
  ] as const)
    await refused(t, other(method, at + path, body), 'not_found', path)
})
