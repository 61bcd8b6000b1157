/** Many operations as one change. */
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

const set = (level: string, subject: string, id = 'streets') => ({
  operation: 'setGrant',
  params: { id, subject },
  body: { level },
})
const member = (user: string, role: string) => ({ operation: 'addMember', params: { user }, body: { role } })
const dataset = (id: string, more = {}) => ({ operation: 'createDataset', body: { id, name: id, ...more } })
const group = (id: string) => ({ operation: 'putGroup', params: { group: id }, body: {} })
const joins = (id: string, subject: string) => ({
  operation: 'addGroupMember',
  params: { group: id, subject },
})

const post = (ask: Ask, at: string, operations: readonly object[], query = '') =>
  ask('POST', `${at}/changes${query}`, { operations })

test('an operation meets what the ones before it made', async t => {
  const { alice, at, may } = await acme(t, service, 'meets')
  const before = (await ok(t, alice('GET', at))).revision
  const made = await ok(
    t,
    post(alice, at, [
      member('nia', 'member'),
      group('lab'),
      joins('lab', 'user:nia'),
      dataset('parks', { default_access: 'none' }),
      set('can_edit', 'group:lab', 'parks'),
      { operation: 'setDefaultAccess', params: { id: 'streets' }, body: { level: 'none' } },
      { operation: 'removeGroupMember', params: { group: 'lab', subject: 'user:mo' } },
    ]),
  )
  t.is(made.revision, before + 1)
  t.deepEqual(
    made.operations.map(({ operation, target, changed }: Body) => [operation, target, changed]),
    [
      ['addMember', 'user:nia', true],
      ['putGroup', 'group:lab', true],
      ['addGroupMember', 'group:lab', true],
      ['createDataset', 'dataset:parks', true],
      ['setGrant', 'dataset:parks', true],
      ['setDefaultAccess', 'dataset:streets', true],
      ['removeGroupMember', 'group:lab', false],
    ],
  )
  t.deepEqual(made.operations[4].effects, [
    { what: 'access', subject: 'group:lab', resource: 'dataset:parks', to: 'can_edit' },
  ])
  t.true(await may('user:nia', 'samples.write', 'dataset:parks'))
  t.false(await may('user:mo', 'view', 'dataset:parks'))
  t.false(await may('user:mo', 'view', 'dataset:streets'))
})

test('one that cannot be made leaves everything as it was, and all that cannot are listed', async t => {
  const { alice, at } = await acme(t, service, 'none')
  const before = await ok(t, alice('GET', at))
  const { errors } = await refused(
    t,
    post(alice, at, [
      group('lab'),
      set('can_edit', 'user:nobody'),
      joins('lab', 'user:mo'),
      joins('nowhere', 'user:mo'),
    ]),
    'invite_first',
  )
  t.deepEqual(
    errors.map(({ path, message }: Body) => [path, message.split(':')[0]]),
    [
      ['operations/1', 'invite_first'],
      ['operations/3', 'not_found'],
    ],
  )
  t.deepEqual(await ok(t, alice('GET', at)), before)
  await refused(t, alice('GET', `${at}/groups/lab`), 'not_found')
})

test('each operation needs what it needs alone', async t => {
  const { mo, gus, alice, at } = await acme(t, service, 'rights')
  const { errors } = await refused(
    t,
    post(mo, at, [dataset('mine'), set('can_edit', 'user:gus', 'mine'), set('can_edit', 'user:gus')]),
    'forbidden',
  )
  t.deepEqual(
    errors.map(({ path }: Body) => path),
    ['operations/2'],
  )
  // What the request itself makes belongs to its maker at once, as it does call by call.
  await ok(t, post(mo, at, [dataset('mine'), set('can_edit', 'user:gus', 'mine')]))
  await refused(t, post(gus, at, [dataset('his')]), 'forbidden')
  const reader = await service.operator('POST', `${at}/api-keys`, {
    subject: 'user:alice',
    name: 'reads',
    scopes: ['read'],
  })
  await refused(t, post(service.as(reader.body.key), at, [group('x')]), 'scope_missing')
  await refused(t, post(alice, '/v1/orgs/nowhere', [group('x')]), 'not_found')
})

test('nobody gives themselves a right by a group, nor uses it in the same request', async t => {
  const { alice, mo, at } = await acme(t, service, 'escalation')
  const rules = await alice('GET', `${at}/policy`)
  const may = ['members.invite', 'members.role', 'groups.write'].map(
    act => `p, user:mo, escalation, org, ${act}, allow\n`,
  )
  const chiefs = `p, group:chiefs, escalation, org, members.remove, allow\np, group:chiefs, escalation, dataset:streets, can_manage, allow\n`
  await ok(t, alice('PUT', `${at}/policy`, { rules: rules.text + may.join('') + chiefs }))
  const refusedAt = async (...operations: object[]) =>
    (await refused(t, post(mo, at, operations), 'role_too_strong')).errors.map(({ path }: Body) => path)
  const remove = { operation: 'removeMember', params: { user: 'gus' } }
  t.deepEqual(await refusedAt(joins('chiefs', 'user:mo'), remove), ['operations/0', 'operations/1'])
  await refused(t, post(mo, at, [member('mo', 'admin')]), 'role_too_strong')
  await ok(t, post(alice, at, [joins('chiefs', 'user:mo')]))
  await ok(t, post(mo, at, [remove]))
})

test('who gives up a right has it no more in the same request', async t => {
  const { alice, at } = await acme(t, service, 'giving-up')
  await refused(
    t,
    post(alice, at, [member('mo', 'admin'), member('alice', 'guest'), group('night')]),
    'forbidden',
  )
  await ok(t, post(alice, at, [member('mo', 'admin'), group('night'), member('alice', 'guest')]))
})

test('an administrator stays, by what all of them leave', async t => {
  const { alice, at } = await acme(t, service, 'stays')
  await refused(t, post(alice, at, [{ operation: 'removeMember', params: { user: 'alice' } }]), 'last_admin')
  await ok(
    t,
    post(alice, at, [member('mo', 'admin'), { operation: 'removeMember', params: { user: 'alice' } }]),
  )
})

test('a dry run says what would be, and nothing is', async t => {
  const { alice, at } = await acme(t, service, 'dry')
  const { revision } = await ok(t, alice('GET', at))
  const would = await ok(t, post(alice, at, [group('lab'), joins('lab', 'user:mo')], '?dry_run=true'))
  t.true(would.dry_run)
  t.deepEqual(would.adds, [['g', 'user:mo', 'group:lab', 'dry']])
  t.is(would.operations.length, 2)
  t.is((await ok(t, alice('GET', at))).revision, revision)
})

test('conditions hold for the whole', async t => {
  const { alice, at } = await acme(t, service, 'conditions')
  const { revision } = await ok(t, alice('GET', at))
  const with_ = (headers: Record<string, string>, ...operations: object[]) =>
    alice('POST', `${at}/changes`, { operations }, { headers })
  await refused(t, with_({ 'if-match': `"${revision - 1}"` }, group('a')), 'revision_mismatch')
  const first = await ok(t, with_({ 'idempotency-key': 'one', 'kasbah-reason': 'moving in' }, dataset('new')))
  t.deepEqual(
    await ok(t, with_({ 'idempotency-key': 'one', 'kasbah-reason': 'moving in' }, dataset('new'))),
    first,
  )
  await refused(t, with_({ 'idempotency-key': 'one' }, dataset('other')), 'idempotency_mismatch')
})

test('each operation has its line in the trail, all under one request and revision', async t => {
  const { alice, at } = await acme(t, service, 'trail')
  const reply = await post(alice, at, [
    member('nia', 'guest'),
    member('mo', 'member'),
    set('can_edit', 'user:nia'),
  ])
  const { revision } = await ok(t, Promise.resolve(reply))
  const { items } = await ok(t, alice('GET', `${at}/audit?limit=3`))
  const lines = items.filter((line: Body) => line.request_id === reply.headers.get('x-request-id'))
  t.deepEqual(lines.map(({ action, resource, revision }: Body) => [action, resource, revision]).toSorted(), [
    ['addMember', 'user:nia', revision],
    ['setGrant', 'dataset:streets', revision],
  ])
  t.deepEqual((await ok(t, alice('GET', `${at}/audit?subject=user:nia`))).items.length, 2)
  const { items: revisions } = await ok(t, alice('GET', `${at}/policy/revisions?limit=1`))
  t.like(revisions[0], { action: 'applyChanges', revision, adds: 2 })
})

test('what is written twice in one request is written on what the first left', async t => {
  const { alice, at } = await acme(t, service, 'twice')
  const { id } = await ok(
    t,
    alice('POST', `${at}/invitations`, {
      email: 'x@example.com',
      role: 'guest',
      grants: [{ resource: 'dataset:streets', level: 'can_view' }],
    }),
    201,
  )
  await ok(t, post(alice, at, [dataset('parks'), group('lab'), joins('lab', 'user:gus')]))
  await ok(
    t,
    post(alice, at, [
      { operation: 'updateDataset', params: { id: 'parks' }, body: { name: 'Parks' } },
      { operation: 'updateDataset', params: { id: 'parks' }, body: { attributes: { city: 'Fez' } } },
      { operation: 'deleteDataset', params: { id: 'streets' } },
      dataset('streets', { default_access: 'none' }),
      { operation: 'deleteGroup', params: { group: 'lab' } },
      group('lab'),
      set('can_edit', 'group:lab', 'parks'),
      set('can_view', 'group:lab', 'parks'),
      { operation: 'removeGrant', params: { id: 'parks', subject: 'group:lab' } },
    ]),
  )
  t.like(await ok(t, alice('GET', `${at}/datasets/parks`)), { name: 'Parks', attributes: { city: 'Fez' } })
  t.is((await ok(t, alice('GET', `${at}/groups/lab`))).members, 0)
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets/streets/access`))).grants, [
    { subject: 'user:alice', level: 'can_manage' },
  ])
  const { items } = await ok(t, alice('GET', `${at}/invitations`))
  t.deepEqual(items.find((each: Body) => each.id === id).grants, [])
})

test('a list that is too long, empty or unknown is refused', async t => {
  const { alice, at } = await acme(t, service, 'forms')
  const many = Array.from({ length: 1_001 }, (_, i) => group(`g${i}`))
  for (const operations of [
    [],
    many,
    [{ operation: 'publishPolicy', body: { rules: '' } }],
    [{ operation: 'setGrant', params: { id: 'streets' }, body: { level: 'can_view' } }],
    [{ ...group('x'), more: 1 }],
    [{ operation: 'updateDataset', params: { id: 'streets' }, body: {} }],
  ])
    await refused(t, post(alice, at, operations), 'malformed')
})

test('a thousand operations are one change', async t => {
  const { alice, at } = await acme(t, service, 'thousand')
  const { revision } = await ok(t, alice('GET', at))
  const made = await ok(
    t,
    post(
      alice,
      at,
      Array.from({ length: 1_000 }, (_, i) => dataset(`d${i}`, { default_access: 'can_view' })),
    ),
  )
  t.is(made.revision, revision + 1)
  t.is((await ok(t, alice('GET', `${at}/datasets?limit=1000`))).items.length, 1_000)
})
