import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('a group gives its members what it was given, nested ones too, until they leave it', async t => {
  const { alice, at, may } = await acme(t, service, 'nested')
  for (const group of ['inner', 'outer']) await ok(t, alice('PUT', `${at}/groups/${group}`, { name: group }))
  await ok(t, alice('PUT', `${at}/groups/inner/members/user:gus`))
  t.is((await ok(t, alice('PUT', `${at}/groups/inner/members/service:backend`))).members, 2)
  await ok(t, alice('PUT', `${at}/groups/outer/members/group:inner`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:outer`, { level: 'can_edit' }))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  t.true(await may('service:backend', 'edit', 'dataset:streets'))
  t.false(await may('user:gus', 'clone', 'dataset:streets'))
  t.deepEqual((await ok(t, alice('GET', `${at}/members/gus`))).groups, ['group:inner'])
  t.like(await ok(t, alice('GET', `${at}/groups/inner`)), {
    members: 2,
    groups: ['group:outer'],
    name: 'inner',
  })

  await ok(t, alice('DELETE', `${at}/groups/outer/members/group:inner`))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  await ok(t, alice('PUT', `${at}/groups/outer/members/group:inner`))
  await ok(t, alice('DELETE', `${at}/groups/inner/members/user:gus`))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  t.true(await may('service:backend', 'edit', 'dataset:streets'))
})

test('a group is never in itself, directly or through others', async t => {
  const { alice, at, may } = await acme(t, service, 'cycle')
  for (const group of ['a', 'b', 'c']) await ok(t, alice('PUT', `${at}/groups/${group}`))
  const joins = (group: string, member: string) => alice('PUT', `${at}/groups/${group}/members/${member}`)
  await ok(t, joins('a', 'group:b'))
  await ok(t, joins('b', 'group:c'))
  await ok(t, joins('a', 'group:c'))
  await refused(t, joins('a', 'group:a'), 'in_itself')
  t.is(
    (await refused(t, joins('c', 'group:a'), 'in_itself')).detail,
    'group:c is in group:a, directly or through others',
  )
  const operations = [
    ['b', 'group:c'],
    ['c', 'group:b'],
  ].map(([group, subject]) => ({
    operation: 'addGroupMember',
    params: { group, subject },
  }))
  t.is(
    (await refused(t, alice('POST', `${at}/changes`, { operations }), 'in_itself')).errors[0].path,
    'operations/1',
  )
  await ok(t, joins('b', 'group:c'))
  await ok(t, joins('c', 'user:gus'))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:b`, { level: 'can_edit' }))
  t.true(await may('user:gus', 'view', 'dataset:streets'))
  await ok(t, alice('DELETE', `${at}/groups/b`))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  await refused(t, joins('c', 'group:a'), 'in_itself')
  await ok(t, alice('DELETE', `${at}/groups/a/members/group:c`))
  await ok(t, joins('c', 'group:a'))
})

test('a group that is deleted takes its memberships and grants along, and one made again has none', async t => {
  const { alice, at, may } = await acme(t, service, 'deleted')
  const path = `${at}/groups/lab`
  await ok(t, alice('PUT', path))
  await ok(t, alice('PUT', `${path}/members/user:gus`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }))
  await ok(t, alice('DELETE', `${path}?dry_run=true`))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  await ok(t, alice('DELETE', path))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
  for (const again of ['GET', 'DELETE']) await refused(t, alice(again, path), 'not_found')
  await refused(t, alice('GET', `${path}/members`), 'not_found')
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets/streets/access`))).grants, [])
  await ok(t, alice('PUT', path))
  t.is((await ok(t, alice('GET', path))).members, 0)
  await ok(t, alice('PUT', `${path}/members/user:gus`))
  t.false(await may('user:gus', 'view', 'dataset:streets'))
})

test('only those who are here are put into a group', async t => {
  const { alice, at } = await acme(t, service, 'here')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const put = (member: string, group = 'lab') => alice('PUT', `${at}/groups/${group}/members/${member}`)
  await refused(t, put('user:nobody'), 'invite_first')
  await refused(t, put('service:nothing'), 'invite_first')
  await refused(t, put('group:none'), 'unknown_subject')
  await refused(t, put('user:gus', 'none'), 'not_found')
  for (const member of ['gus', 'role:admin', 'dataset:streets', 'user:', ':', 'org'])
    await refused(t, put(member), 'malformed', member)
  const first = await ok(t, put('user:gus'))
  t.is((await ok(t, put('user:gus'))).revision, first.revision)
  const away = `${at}/groups/lab/members/user:nobody`
  t.is((await ok(t, alice('DELETE', away))).revision, first.revision)
})

test('a name is set, kept and changed', async t => {
  const { alice, at } = await acme(t, service, 'names')
  const path = `${at}/groups/lab`
  t.like(await ok(t, alice('PUT', path, { name: 'Lab' })), { id: 'lab', subject: 'group:lab', name: 'Lab' })
  const kept = await ok(t, alice('PUT', path))
  t.is(kept.name, 'Lab')
  t.is((await ok(t, alice('PUT', path, { name: 'Lab' }))).revision, kept.revision)
  t.is((await ok(t, alice('PUT', path, { name: 'Labs' }))).name, 'Labs')
  await refused(t, alice('PUT', path, { name: 'Labs', members: [] }), 'malformed')
})

test('groups and their members are listed in pages of any size', async t => {
  const { alice, at } = await acme(t, service, 'listed')
  const groups = ['a', 'B', 'b,c', 'd e', 'é']
  for (const group of groups) {
    await ok(t, alice('PUT', `${at}/groups/${encodeURIComponent(group)}`))
    if (group !== 'a')
      await ok(t, alice('PUT', `${at}/groups/a/members/${encodeURIComponent(`group:${group}`)}`))
  }
  for (const limit of [1, 2, 1000]) {
    t.deepEqual(
      (await allOf(t, alice, `${at}/groups`, limit)).map(({ id }) => id).toSorted(),
      groups.toSorted(),
    )
    const members = await allOf(t, alice, `${at}/groups/a/members`, limit)
    t.deepEqual(
      members.map(({ subject }) => subject).toSorted(),
      ['group:B', 'group:b,c', 'group:d e', 'group:é'].toSorted(),
    )
  }
})

test('only admins of the organisation have to do with groups', async t => {
  const { alice, mo, gus, at } = await acme(t, service, 'guarded')
  const { alice: foreign } = await acme(t, service, 'guarded-too')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const calls = [
    ['GET', '/groups'],
    ['GET', '/groups/lab'],
    ['PUT', '/groups/lab'],
    ['PUT', '/groups/new'],
    ['DELETE', '/groups/lab'],
    ['GET', '/groups/lab/members'],
    ['PUT', '/groups/lab/members/user:gus'],
    ['DELETE', '/groups/lab/members/user:gus'],
  ] as const
  for (const [ask, code] of [
    [mo, 'forbidden'],
    [gus, 'forbidden'],
    [foreign, 'not_found'],
  ] as const)
    for (const [method, path] of calls) await refused(t, ask(method, at + path), code, `${method} ${path}`)
  await refused(t, foreign('GET', '/v1/orgs/guarded-too/groups/lab'), 'not_found')
})

test('the access of a dataset says what people and groups are called', async t => {
  const { alice, at } = await acme(t, service, 'called')
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'member', name: 'Mo Berg' }))
  await ok(t, alice('PUT', `${at}/groups/lab`, { name: 'The lab' }))
  const access = `${at}/datasets/streets/access`
  await ok(t, alice('PUT', `${access}/grants/group:lab`, { level: 'can_edit' }))
  const { grants, effective } = await ok(t, alice('GET', access))
  t.like(grants[0], { subject: 'group:lab', name: 'The lab', level: 'can_edit' })
  const names = Object.fromEntries(effective.items.map(({ subject, name }: Body) => [subject, name]))
  t.is(names['user:mo'], 'Mo Berg')
  t.is(names['user:alice'], undefined)
})
