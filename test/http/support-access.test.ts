import { setTimeout as pause } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'
import { endsSoon } from './ends-soon.ts'

const service = sharedService()

const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const wish = { account: 'vendor', purpose: 'the slow import', level: 'can_edit', expires_at: later(2) }
const SUPPORT = 'user:support_vendor'

const lines = async (t: ExecutionContext, ask: Ask, at: string, action: string): Promise<Body[]> =>
  (await ok(t, ask('GET', `${at}/audit?action=${action}`))).items

test('an admin opens the organisation for a while, up to a level; every use is in the trail', async t => {
  const { alice, key, at, may } = await acme(t, service, 'support')
  await ok(t, alice('POST', `${at}/datasets`, { id: 'secret', name: 'Secret', default_access: 'none' }), 201)
  const made = await ok(t, alice('POST', `${at}/support-access`, wish), 201)
  t.like(made, { subject: SUPPORT, purpose: wish.purpose, level: 'can_edit', opened_by: 'user:alice' })
  t.true(await may(SUPPORT, 'edit', 'dataset:secret'))
  t.false(await may(SUPPORT, 'manage', 'dataset:secret'))
  const vendor = await key(SUPPORT, ['check', 'read', 'write'])
  await ok(t, vendor('GET', `${at}/datasets/secret`))
  await refused(t, vendor('GET', `${at}/members`), 'forbidden')
  await refused(t, vendor('GET', `${at}/datasets/nowhere`), 'not_found')
  await refused(
    t,
    vendor('POST', '/check', { org: 'support', subject: 'user:mo', action: 'view', resource: 'org' }),
    'subject_refused',
  )
  await refused(t, vendor('POST', `${at}/support-access`, { ...wish, account: 'x' }), 'forbidden')
  const { operator } = service
  const asked = { org: 'support', subject: SUPPORT, action: 'view', type: 'dataset' }
  await ok(t, operator('POST', '/search/resources', asked))
  const evaluation = { type: 'user', id: 'support_vendor' }
  const searched = { subject: evaluation, action: { name: 'view' }, resource: { type: 'dataset' } }
  await ok(t, operator('POST', '/orgs/support/access/v1/search/resource', searched))
  const stranger = await acme(t, service, 'support-stranger')
  await stranger.alice('POST', '/search/query', { ...asked, form: 'sql' })
  const used = await lines(t, alice, at, 'useSupportAccess')
  const said = used.map(({ actor, resource, reason }) => `${actor} ${resource} ${reason}`)
  t.true(said.includes(`${SUPPORT} dataset:secret getDataset`), said.join('\n'))
  t.true(said.includes(`${SUPPORT} dataset:secret edit: allowed`), said.join('\n'))
  t.true(said.includes(`${SUPPORT} org searchResources`), said.join('\n'))
  t.true(
    said.some(line => line.startsWith(`${SUPPORT} org authzenSearchResource`)),
    said.join('\n'),
  )
  t.true(said.includes(`${SUPPORT} dataset:secret manage: denied`), said.join('\n'))
  const tries = await ok(t, alice('GET', `${at}/audit?outcome=refused&actor=${SUPPORT}`))
  t.deepEqual(
    tries.items.map(({ action, code }: Body) => `${action} ${code}`).sort(),
    ['check subject_refused', 'getDataset not_found', 'listMembers forbidden', 'openSupportAccess forbidden'],
    'a read that was refused is on record, too',
  )
  t.false(said.includes(`${SUPPORT} org searchQuery`), 'nobody writes into the trail of another organisation')
  const opened = await lines(t, alice, at, 'openSupportAccess')
  const done = opened.find(({ outcome }) => outcome === 'done')
  t.like(done ?? {}, { actor: 'user:alice', resource: SUPPORT, reason: 'the slow import' })
  t.is((await ok(t, alice('GET', `${at}/support-access`))).items.length, 1)
  t.like((await ok(t, alice('GET', `${at}/ending`))).items[0], {
    subject: SUPPORT,
    expires_at: wish.expires_at,
  })
  await ok(t, alice('DELETE', `${at}/support-access/support_vendor`))
  t.is((await vendor('GET', '/v1/whoami')).status, 401)
  t.deepEqual((await ok(t, alice('GET', `${at}/support-access`))).items, [])
  await refused(t, alice('GET', `${at}/members/support_vendor`), 'not_found')
  await refused(t, alice('DELETE', `${at}/support-access/support_vendor`), 'not_found')
})

test('support access ends by itself, and nothing of it is left', async t => {
  const { alice, operator, at } = await acme(t, service, 'support-ends')
  let opened = 0
  const withKey = async (): Promise<Ask> => {
    const end = await endsSoon(expires_at => alice('POST', `${at}/support-access`, { ...wish, expires_at }))
    opened += 1
    const made = await operator('POST', `${at}/api-keys`, {
      subject: SUPPORT,
      name: 'test',
      scopes: ['read'],
    })
    if (made.status === 201) return service.as(made.body.key)
    // On a busy machine it may have ended by now: then it is opened once more.
    t.true(Date.now() >= Date.parse(end), made.text)
    await ended(opened)
    return withKey()
  }
  const ended = async (times: number) => {
    while ((await lines(t, alice, at, 'ended')).length < times) await pause(20)
  }
  const vendor = await withKey()
  await ended(opened)
  t.is((await vendor('GET', '/v1/whoami')).status, 401)
  t.deepEqual((await ok(t, alice('GET', `${at}/support-access`))).items, [])
  await refused(t, alice('GET', `${at}/members/support_vendor`), 'not_found')
  t.false((await alice('GET', `${at}/policy`)).text.includes('support_vendor'))
})

test('what the account was given by hand is listed with it, as far as one may know of it', async t => {
  const { alice, key, at } = await acme(t, service, 'support-given')
  await ok(t, alice('POST', `${at}/support-access`, wish), 201)
  const listed = async (ask: Ask) => (await ok(t, ask('GET', `${at}/support-access`))).items[0]
  t.is((await listed(alice)).given, undefined)
  const expires_at = later(1)
  await ok(t, alice('POST', `${at}/datasets`, { id: 'secret', name: 'Secret' }), 201)
  await ok(t, alice('PUT', `${at}/groups/crew`, {}))
  await ok(t, alice('PUT', `${at}/groups/crew/members/${SUPPORT}`, {}))
  const secret = `${at}/datasets/secret/access/grants/${SUPPORT}`
  await ok(t, alice('PUT', secret, { level: 'can_manage', expires_at }))
  const { given, given_more } = await listed(alice)
  t.deepEqual(given, [
    { group: 'group:crew' },
    { resource: 'dataset:secret', level: 'can_manage', expires_at },
  ])
  t.is(given_more, undefined)
  const may = [{ resource: 'org', action: 'members.read' }]
  await ok(t, alice('PUT', `${at}/roles/reader`, { based_on: 'guest', may, accept: ['escalation'] }))
  await ok(t, alice('PUT', `${at}/members/rea`, { role: 'reader' }))
  t.like(await listed(await key('user:rea')), { given: [{ group: 'group:crew' }], given_more: 1 })
  const operations = Array.from({ length: 30 }, (_, nth) => [
    { operation: 'createDataset', body: { id: `d${nth}`, name: 'D' } },
    { operation: 'setGrant', params: { id: `d${nth}`, subject: SUPPORT }, body: { level: 'can_view' } },
  ]).flat()
  await ok(t, alice('POST', `${at}/changes`, { operations }))
  const all = await listed(alice)
  t.deepEqual([all.given.length, all.given_more], [20, 12])
})

test('support access is neither made longer, nor more, nor opened without a purpose', async t => {
  const { alice, mo, at } = await acme(t, service, 'support-bounds')
  const open = (more: object) => alice('POST', `${at}/support-access`, { ...wish, ...more })
  await refused(t, mo('POST', `${at}/support-access`, wish), 'forbidden')
  for (const more of [
    { purpose: '' },
    { purpose: undefined },
    { expires_at: later(-1) },
    { expires_at: later(31) },
    { email: 'help@vendor.example' },
    { account: undefined },
    { account: 'a'.repeat(201) },
    { account: 'ven\u202edor' },
  ])
    await refused(t, open(more), 'malformed', JSON.stringify(more))
  await refused(t, open({ level: 'can_fly' }), 'unknown_level')
  const { subject, email } = await ok(t, open({ account: undefined, email: 'Help@Vendor.example' }), 201)
  t.like({ subject, email }, { email: 'help@vendor.example' })
  await ok(t, open({}), 201)
  await refused(t, open({}), 'already_exists')
  for (const body of [{ role: 'admin' }, { expires_at: null }])
    await refused(t, alice('PUT', `${at}/members/support_vendor`, body), 'malformed')
})

test('support access passes to nobody, and no text makes it last', async t => {
  const { alice, operator, at, may } = await acme(t, service, 'support-kept')
  await ok(t, alice('POST', `${at}/support-access`, wish), 201)
  await ok(t, operator('PUT', `${at}/members/zed`, { role: 'admin' }))
  const ownCalls = async (asked: ReturnType<Ask>) =>
    t.regex((await refused(t, asked, 'malformed')).detail, /calls of its own/)
  await ownCalls(alice('POST', `${at}/members/gus/merge`, { from: 'support_vendor' }))
  await ownCalls(alice('POST', `${at}/members/support_vendor/merge`, { from: 'zed', role: 'admin' }))
  const text = (await operator('GET', `${at}/policy`)).text.split('\n')
  const role = text.find(line => line.startsWith(`g, ${SUPPORT},`)) ?? ''
  const isEndOfRole = (line: string) => line.startsWith('ends, ') && line.endsWith(role)
  for (const rules of [
    text.filter(line => !isEndOfRole(line)),
    text.map(line => (isEndOfRole(line) ? line.replace(/\d{4}-/, '2199-') : line)),
    text.map(line => line.replace(role, role.replace('guest', 'admin'))),
  ])
    await ownCalls(alice('PUT', `${at}/policy`, { rules: rules.join('\n') }))
  await ok(t, alice('POST', `${at}/members/support_vendor/disable`))
  await ok(t, alice('POST', `${at}/members/support_vendor/enable`))
  t.true(await may(SUPPORT, 'edit', 'dataset:streets'))
  const { expires_at } = await ok(t, alice('GET', `${at}/members/support_vendor`))
  t.is(expires_at, wish.expires_at)
  await ok(t, alice('DELETE', `${at}/support-access/support_vendor`))
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
})

test('support access whose account is disabled is not listed as open', async t => {
  const { alice, at } = await acme(t, service, 'support-disabled')
  await ok(t, alice('POST', `${at}/support-access`, wish), 201)
  await ok(t, alice('POST', `${at}/members/support_vendor/disable`))
  const listed = async () => (await ok(t, alice('GET', `${at}/support-access`))).items[0].disabled
  t.true(await listed())
  await ok(t, alice('POST', `${at}/members/support_vendor/enable`))
  t.is(await listed(), undefined)
})

test('a member who is only called so is an ordinary one, and not taken over', async t => {
  const { alice, key, at, may } = await acme(t, service, 'support-named')
  await ok(t, alice('PUT', `${at}/members/support_vendor`, { role: 'guest' }))
  await ok(t, alice('PUT', `${at}/members/support_vendor`, { role: 'member' }))
  const called = await key(SUPPORT, ['read'])
  await refused(t, called('GET', `${at}/datasets/nothing`), 'not_found')
  t.false(await may(SUPPORT, 'manage', 'dataset:streets'))
  t.deepEqual(await lines(t, alice, at, 'useSupportAccess'), [])
  t.deepEqual(await lines(t, alice, at, 'getDataset'), [])
  await refused(t, alice('POST', `${at}/support-access`, wish), 'already_exists')
  await ok(t, alice('POST', `${at}/members/support_vendor/disable`))
  await refused(t, alice('POST', `${at}/support-access`, wish), 'already_exists')
  await ok(t, alice('POST', `${at}/members/support_vendor/enable`))
  await endsSoon(expires_at => alice('PUT', `${at}/members/support_vendor`, { role: 'guest', expires_at }))
  while ((await lines(t, alice, at, 'ended')).length === 0) await pause(20)
  t.true((await ok(t, alice('GET', `${at}/members/support_vendor`))).disabled, 'nothing of it went')
})
