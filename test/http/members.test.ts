import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('people are added with a role, and changed by saying it again', async t => {
  const { alice, at } = await acme(t, service, 'added')
  const path = `${at}/members/nia`
  await refused(t, alice('GET', path), 'not_found')
  await refused(t, alice('PUT', path, {}), 'malformed')
  await refused(t, alice('PUT', path, { role: 'emperor' }), 'unknown_role')
  await refused(t, alice('PUT', path, { role: 'constructor' }), 'unknown_role')
  const wish = { role: 'member', name: 'Nia', email: 'nia@example.com', attributes: { team: 'maps' } }
  const first = await ok(t, alice('PUT', path, wish))
  t.like(first, { id: 'nia', subject: 'user:nia', disabled: false, groups: [], ...wish })
  t.is((await ok(t, alice('PUT', path, wish))).revision, first.revision)
  await refused(t, alice('PUT', `${at}/members/${encodeURIComponent('user:nia')}`, wish), 'malformed')
  const other = await ok(t, alice('PUT', path, { role: 'guest' }))
  t.like(other, { ...wish, role: 'guest' })
  const seen = await ok(t, alice('GET', path))
  t.like(seen, { ...wish, role: 'guest', revision: first.revision + 1 })
})

test('people are listed by role, group and address, together and page by page', async t => {
  const { alice, at } = await acme(t, service, 'filtered')
  for (const id of ['ana', 'ben', 'cem', 'dan']) {
    await ok(t, alice('PUT', `${at}/members/${id}`, { role: 'member', email: `${id}@Example.com` }))
    if (id !== 'dan') await ok(t, alice('PUT', `${at}/groups/maps`, {}))
    if (id !== 'dan') await ok(t, alice('PUT', `${at}/groups/maps/members/user:${id}`))
  }
  await ok(t, alice('PUT', `${at}/members/ben`, { role: 'guest' }))
  const ids = async (query: string, limit = 1) =>
    (await allOf(t, alice, `${at}/members?${query}`, limit)).map(({ id }) => id)
  t.deepEqual(await ids('group=maps'), ['ana', 'ben', 'cem'])
  t.deepEqual(await ids('group=maps&role=member'), ['ana', 'cem'])
  t.deepEqual(await ids('email=BEN%40example.com'), ['ben'])
  t.deepEqual(await ids('email=ben%40example.com&role=member', 10), [])
  t.deepEqual(await ids('email=ben%40example.com&role=guest', 10), ['ben'])
  t.deepEqual(await ids('role=admin'), ['alice'])
  for (const none of ['role=emperor', 'group=nobody', 'email=no%40example.com'])
    t.deepEqual(await ids(none), [])
  await refused(t, alice('GET', `${at}/members?email=nowhere`), 'malformed')
})

test('what is no person is refused', async t => {
  const { alice, at } = await acme(t, service, 'forms')
  for (const body of [
    { role: 1 },
    { role: ['member'] },
    { role: 'member', email: 'nowhere' },
    { role: 'member', name: '' },
    { role: 'member', name: 'x'.repeat(201) },
    { role: 'member', attributes: [] },
    { role: 'member', admin: true },
    [],
    'x',
  ])
    await refused(t, alice('PUT', `${at}/members/x`, body), 'malformed', JSON.stringify(body))
  await refused(t, alice('PUT', `${at}/members/${'x'.repeat(257)}`, { role: 'guest' }), 'malformed')
  await refused(t, alice('PUT', `${at}/members/user:`, { role: 'guest' }), 'malformed')
  await refused(t, alice('GET', `${at}/members/group:x`), 'not_found')
})

test('members and guests change nobody, themselves included', async t => {
  const { mo, gus, at, may } = await acme(t, service, 'humble')
  for (const ask of [mo, gus]) {
    for (const id of ['mo', 'gus', 'new', 'alice']) {
      await refused(t, ask('PUT', `${at}/members/${id}`, { role: 'admin' }), 'forbidden')
      await refused(t, ask('DELETE', `${at}/members/${id}`), 'forbidden')
      await refused(t, ask('POST', `${at}/members/${id}/disable`), 'forbidden')
      await refused(t, ask('POST', `${at}/members/${id}/enable`), 'forbidden')
      await refused(t, ask('GET', `${at}/members/${id}`), 'forbidden')
    }
  }
  t.true(await may('user:alice', 'members.role', 'org'))
  t.false(await may('user:gus', 'members.role', 'org'))
})

test('whoever is disabled may nothing and has no keys; enabled again, their role, groups and grants are back', async t => {
  const { alice, mo, at, may, key } = await acme(t, service, 'paused')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:mo`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_edit' }))
  t.true(await may('user:mo', 'edit', 'dataset:streets'))

  const disabled = await ok(t, alice('POST', `${at}/members/mo/disable`))
  t.true(disabled.disabled)
  t.is(disabled.role, undefined)
  t.is((await ok(t, alice('POST', `${at}/members/mo/disable`))).revision, disabled.revision)
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
  for (const action of ['view', 'edit']) t.false(await may('user:mo', action, 'dataset:streets'))
  await refused(t, alice('PUT', `${at}/members/mo`, { role: 'admin' }), 'disabled')
  await refused(t, alice('POST', `${at}/api-keys`, { subject: 'user:mo', name: 'x' }), 'invite_first')
  t.is((await ok(t, alice('PUT', `${at}/members/mo`, { name: 'Mo' }))).name, 'Mo')

  const enabled = await ok(t, alice('POST', `${at}/members/mo/enable`))
  t.like(enabled, { disabled: false, role: 'member', groups: ['group:lab'], name: 'Mo' })
  t.true(await may('user:mo', 'edit', 'dataset:streets'))
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
  await ok(t, (await key('user:mo'))('GET', '/v1/whoami'))
})

test('who leaves loses everything in one change, and who comes back has nothing left', async t => {
  const { alice, mo, at, may } = await acme(t, service, 'leaver')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:mo`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_manage' }))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }))
  const invitation = { email: 'MO@example.com', role: 'admin' }
  const invited = await ok(t, alice('POST', `${at}/invitations`, invitation), 201)
  const before = (await ok(t, alice('GET', at))).revision

  const { revision } = await ok(t, alice('DELETE', `${at}/members/mo`))
  t.is(revision, before + 1)
  await refused(t, alice('GET', `${at}/members/mo`), 'not_found')
  await refused(t, alice('DELETE', `${at}/members/mo`), 'not_found')
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
  t.false(await may('user:mo', 'view', 'dataset:streets'))
  t.deepEqual((await ok(t, alice('GET', `${at}/api-keys?subject=user:mo`))).items, [])
  t.deepEqual((await ok(t, alice('GET', `${at}/invitations`))).items, [])
  const accept = { token: invited.accept_token }
  await refused(t, service.as()('POST', '/v1/invitations/accept', accept), 'invitation_invalid')
  const access = await ok(t, alice('GET', `${at}/datasets/streets/access`))
  t.deepEqual(access.grants, [{ subject: 'group:lab', level: 'can_edit' }])

  const back = await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest' }))
  t.like(back, { role: 'guest', groups: [], email: undefined })
  t.false(await may('user:mo', 'view', 'dataset:streets'))
  await refused(t, mo('GET', '/v1/whoami'), 'unauthenticated')
})

test('a role that changes is felt at the next request', async t => {
  const { alice, mo, at } = await acme(t, service, 'demoted')
  const dataset = { name: 'x' }
  await ok(t, mo('POST', `${at}/datasets`, dataset), 201)
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest' }))
  await refused(t, mo('POST', `${at}/datasets`, dataset), 'forbidden')
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'admin' }))
  await ok(t, mo('GET', `${at}/members`))
})

test('everybody is listed once, disabled ones too, in pages of any size', async t => {
  const { alice, at } = await acme(t, service, 'many')
  const ids = Array.from({ length: 12 }, (_, n) => `p${n}`)
  for (const id of ids) await ok(t, alice('PUT', `${at}/members/${id}`, { role: 'guest' }))
  await ok(t, alice('POST', `${at}/members/p3/disable`))
  for (const limit of [1, 4, 1000]) {
    const listed = await allOf(t, alice, `${at}/members`, limit)
    t.deepEqual(
      listed.map(({ id }) => id),
      ['alice', 'gus', 'mo', ...ids].toSorted(),
    )
    t.deepEqual(
      listed.filter(({ disabled }) => disabled).map(({ id }) => id),
      ['p3'],
    )
  }
})

test('a dry run of each change tells what it would do, and does nothing', async t => {
  const { alice, at, may } = await acme(t, service, 'dry')
  const { revision } = await ok(t, alice('GET', at))
  const added = await ok(t, alice('PUT', `${at}/members/new?dry_run=true`, { role: 'guest' }))
  t.like(added, { dry_run: true, revision })
  t.deepEqual(added.adds, [['g', 'user:new', 'role:guest', 'dry']])
  const removed = await ok(t, alice('DELETE', `${at}/members/mo?dry_run=true`))
  t.deepEqual(removed.removes, [['g', 'user:mo', 'role:member', 'dry']])
  await ok(t, alice('POST', `${at}/members/mo/disable?dry_run=true`))
  await refused(t, alice('GET', `${at}/members/new`), 'not_found')
  t.true(await may('user:mo', 'view', 'dataset:streets'))
  await refused(t, alice('DELETE', `${at}/members/alice?dry_run=true`), 'last_admin')
  for (const spelling of ['1', 'yes', 'TRUE', ''])
    await refused(t, alice('DELETE', `${at}/members/mo?dry_run=${spelling}`), 'malformed')
  await refused(t, alice('DELETE', `${at}/members/mo?dry_run=true&dry_run=true`), 'malformed')
  t.is((await ok(t, alice('GET', at))).revision, revision)
})
