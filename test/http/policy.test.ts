import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Body } from '../service/client.ts'
import { allOf } from '../service/pages.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'
import { freshStore, withStore } from '../service/store.ts'

const service = sharedService()

const lines = (text: string): string[] => text.trimEnd().split('\n').toSorted()

test('the rules of an organisation are exported as they are, with their revision', async t => {
  const { alice, at } = await acme(t, service, 'export')
  await ok(t, alice('PUT', `${at}/members/a%2C%22b`, { role: 'guest' }))
  const { revision } = await ok(t, alice('GET', at))
  const reply = await alice('GET', `${at}/policy`)
  t.is(reply.status, 200)
  t.is(reply.headers.get('content-type'), 'text/csv; charset=utf-8')
  t.is(reply.headers.get('etag'), `"${revision}"`)
  t.deepEqual(lines(reply.text), [
    'g, service:backend, role:member, export',
    'g, user:a%2C%22b, role:guest, export',
    'g, user:alice, role:admin, export',
    'g, user:gus, role:guest, export',
    'g, user:mo, role:member, export',
    'g2, dataset:streets, datasets, export',
    'p, role:member, export, dataset:streets, can_view, allow',
  ])
})

test('they are exported as they were at any revision', async t => {
  const { alice, at } = await acme(t, service, 'then')
  const first = await alice('GET', `${at}/policy`)
  const { revision } = await ok(t, alice('DELETE', `${at}/datasets/streets`))
  t.is(lines((await alice('GET', `${at}/policy`)).text).length, lines(first.text).length - 2)
  const then = await alice('GET', `${at}/policy?revision=${revision - 1}`)
  t.deepEqual(lines(then.text), lines(first.text))
  t.deepEqual(lines((await alice('GET', `${at}/policy?revision=1`)).text), [
    'g, user:alice, role:admin, then',
  ])
  await refused(t, alice('GET', `${at}/policy?revision=${revision + 1}`), 'unknown_revision')
  await refused(t, alice('GET', `${at}/policy?as_of=2001-01-01`), 'before_beginning')
  t.is((await alice('GET', `${at}/policy?as_of=2999-01-01`)).headers.get('etag'), `"${revision}"`)
  for (const query of [
    'revision=0',
    'revision=-1',
    'revision=x',
    'revision=1.0',
    'as_of=0',
    'as_of=soon',
    'revision=1&as_of=2999-01-01',
    'revision=1&revision=2',
  ])
    await refused(t, alice('GET', `${at}/policy?${query}`), 'malformed', query)
})

test('who could open a dataset at a time in the past is answered as it was then', async t => {
  const { alice, at } = await acme(t, service, 'past')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  const granted = await ok(t, alice('PUT', grant, { level: 'can_edit' }))
  const [{ at: time }] = (await ok(t, alice('GET', `${at}/policy/revisions?limit=1`))).items
  await ok(t, alice('DELETE', grant))
  await ok(t, alice('DELETE', `${at}/members/gus`))
  const levels = async (query: string) => {
    const items = await allOf(t, alice, `${at}/permissions?${query}`, 1)
    return items.map(({ subject, level }) => `${subject} ${level}`)
  }
  const now = ['service:backend can_view', 'user:alice can_manage', 'user:mo can_view']
  const then = [...now, 'user:gus can_edit'].toSorted()
  t.deepEqual(await levels('resource=dataset:streets'), now)
  t.deepEqual(await levels(`resource=dataset:streets&revision=${granted.revision}`), then)
  t.deepEqual(await levels(`subject=user:gus&revision=${granted.revision}`), ['user:gus can_edit'])
  t.deepEqual(await levels(`subject=user:gus&revision=${granted.revision - 1}`), [])
  const [later] = await levels(`subject=user:gus&as_of=${time}`)
  t.true(later === undefined || later === 'user:gus can_edit')
  await refused(t, alice('GET', `${at}/permissions?subject=user:gus&revision=999`), 'unknown_revision')
})

test('each change is listed with its author and reason, and shown with its rules', async t => {
  const { alice, at } = await acme(t, service, 'changes')
  const headers = { 'kasbah-reason': 'ticket 12' }
  const path = `${at}/datasets/streets/access/grants/user:gus`
  const { revision } = await ok(t, alice('PUT', path, { level: 'can_edit' }, { headers }))
  const all = await allOf(t, alice, `${at}/policy/revisions`, 3)
  t.deepEqual(
    all.map(change => change.revision),
    Array.from({ length: revision }, (_, n) => revision - n),
  )
  const said = { actor: 'user:alice', action: 'setGrant', resource: 'dataset:streets', reason: 'ticket 12' }
  t.like(all[0], { ...said, adds: 1, removes: 0 })
  t.like(await ok(t, alice('GET', `${at}/policy/revisions/${revision}`)), {
    ...said,
    adds: [['p', 'user:gus', 'changes', 'dataset:streets', 'can_edit', 'allow']],
    removes: [],
  })
  await refused(t, alice('GET', `${at}/policy/revisions/${revision + 1}`), 'not_found')
  for (const bad of ['0', 'x', '1e3', '-1'])
    await refused(t, alice('GET', `${at}/policy/revisions/${bad}`), 'malformed')
})

test('two revisions are compared either way', async t => {
  const { alice, at } = await acme(t, service, 'diff')
  const before = (await ok(t, alice('GET', at))).revision
  await ok(t, alice('PUT', `${at}/members/mo`, { role: 'guest' }))
  await ok(t, alice('PUT', `${at}/groups/lab`))
  const after = (await ok(t, alice('PUT', `${at}/groups/lab/members/user:mo`))).revision
  const there = await ok(t, alice('GET', `${at}/policy/diff?from=${before}`))
  const adds = [
    ['g', 'user:mo', 'role:guest', 'diff'],
    ['g', 'user:mo', 'group:lab', 'diff'],
  ]
  const removes = [['g', 'user:mo', 'role:member', 'diff']]
  t.deepEqual(there, { from: before, to: after, adds, removes })
  const back = await ok(t, alice('GET', `${at}/policy/diff?from=${after}&to=${before}`))
  t.deepEqual([back.adds, back.removes.toSorted()], [removes, adds.toSorted()])
  t.deepEqual((await ok(t, alice('GET', `${at}/policy/diff?from=${after}`))).adds, [])
  const plain = { headers: { accept: 'text/plain' } }
  const text = await alice('GET', `${at}/policy/diff?from=${before}`, undefined, plain)
  t.deepEqual(lines(text.text), [
    '+ g, user:mo, group:lab, diff',
    '+ g, user:mo, role:guest, diff',
    '- g, user:mo, role:member, diff',
  ])
  await refused(t, alice('GET', `${at}/policy/diff?from=${after + 1}`), 'unknown_revision')
  for (const query of ['', '?from=0', '?to=1', '?from=1&to=x'])
    await refused(t, alice('GET', `${at}/policy/diff${query}`), 'malformed')
})

test('a roll back restores every decision as a new revision', async t => {
  const { alice, mo, operator, at, may } = await acme(t, service, 'back')
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/group:lab`, { level: 'can_edit' }))
  const good = await alice('GET', `${at}/policy`)
  const { revision } = await ok(t, alice('GET', at))
  await ok(t, alice('DELETE', `${at}/datasets/streets`))
  await ok(t, alice('DELETE', `${at}/members/gus`))
  await ok(t, alice('DELETE', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/members/eve`, { role: 'admin' }))
  await ok(t, mo('POST', `${at}/datasets`, { id: 'walls', name: 'Walls' }), 201)

  const post = (body: object, query = '', headers = {}) =>
    alice('POST', `${at}/policy/rollback${query}`, body, { headers })
  const dry = await ok(t, post({ revision }, '?dry_run=true'))
  t.true(dry.adds.length > 3 && dry.removes.length === 3)
  t.false(await may('user:gus', 'edit', 'dataset:streets'))
  await refused(t, post({ revision }, '', { 'if-match': `"${revision}"` }), 'revision_mismatch')

  const head = (await ok(t, alice('GET', at))).revision
  const rolled = await ok(
    t,
    post({ revision }, '', { 'if-match': `"${head}"`, 'kasbah-reason': 'that was a mistake' }),
  )
  t.is(rolled.revision, head + 1)
  t.deepEqual(lines((await alice('GET', `${at}/policy`)).text), lines(good.text))
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  t.false(await may('user:eve', 'members.read', 'org'))
  t.false(await may('user:mo', 'view', 'dataset:walls'))
  t.is((await ok(t, alice('GET', `${at}/members/gus`))).role, 'guest')
  t.true((await ok(t, alice('GET', `${at}/members/eve`))).disabled)
  await ok(t, alice('GET', `${at}/groups/lab`))
  await ok(t, alice('GET', `${at}/datasets/streets`))
  t.like((await ok(t, alice('GET', `${at}/audit`))).items[0], {
    action: 'rollBackPolicy',
    reason: 'that was a mistake',
  })
  await ok(t, operator('POST', `${at}/policy/rollback`, { revision: head }))
  t.true(await may('user:eve', 'members.read', 'org'))
})

test('no way back leads to an organisation without an admin, or to where nothing was', async t => {
  const { alice, operator, at } = await acme(t, service, 'lost')
  await ok(t, operator('POST', '/v1/orgs', { id: 'begun', name: 'Begun' }), 201)
  await ok(t, operator('PUT', '/v1/orgs/begun/members/ann', { role: 'admin' }))
  await refused(t, operator('POST', '/v1/orgs/begun/policy/rollback', { revision: 1 }), 'last_admin')
  await refused(t, alice('POST', `${at}/policy/rollback`, { revision: 999 }), 'unknown_revision')
  for (const revision of [0, -1, 1.5, '1', null])
    await refused(t, alice('POST', `${at}/policy/rollback`, { revision }), 'malformed')
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision: 1 }))
  t.deepEqual(
    (await ok(t, alice('GET', `${at}/permissions?resource=dataset:streets`))).items.map(
      ({ subject }: Body) => subject,
    ),
    [],
  )
})

test('only admins of the organisation read or turn back its policy', async t => {
  const { mo, gus, backend, at } = await acme(t, service, 'guarded')
  const { alice: foreign } = await acme(t, service, 'guarded-too')
  for (const [ask, code] of [
    [mo, 'forbidden'],
    [gus, 'forbidden'],
    [backend, 'forbidden'],
    [foreign, 'not_found'],
  ] as const) {
    for (const path of ['', '?revision=1', '/revisions', '/revisions/1', '/diff?from=1'])
      await refused(t, ask('GET', `${at}/policy${path}`), code, path)
    await refused(t, ask('POST', `${at}/policy/rollback`, { revision: 1 }), code)
    await refused(t, ask('PUT', `${at}/policy`, { rules: '' }), code)
  }
})

test('the past is still there after a restart', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { alice, at } = await acme(t, first)
  const before = (await alice('GET', `${at}/policy`)).text
  const { revision } = await ok(t, alice('DELETE', `${at}/members/mo`))
  await first.stop()
  t.truthy(await withStore(store, async ({ id }) => id))
  const { operator } = await startService(t, { store })
  t.is((await operator('GET', `${at}/policy?revision=${revision - 1}`)).text, before)
  await ok(t, operator('POST', `${at}/policy/rollback`, { revision: revision - 1 }))
  t.deepEqual(lines((await operator('GET', `${at}/policy`)).text), lines(before))
})

test('what changed for whom between two revisions is summed up, in JSON and as text', async t => {
  const { alice, mo, at } = await acme(t, service, 'effects')
  const from = (await ok(t, alice('PUT', `${at}/groups/lab`, { name: 'Lab' }))).revision
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  const grant = `${at}/datasets/streets/access/grants/group:lab`
  const { revision } = await ok(t, alice('PUT', grant, { level: 'can_edit' }))
  const query = `${at}/policy/effects?from=${from}`
  const { items, ...rest } = await ok(t, alice('GET', query))
  t.deepEqual(rest, { from, to: revision, pairs: 1, left_out: { rows: 0, pairs: 0 } })
  t.like(items[0], { role: 'role:guest', through: 'group:lab', from: 'none', to: 'can_edit', pairs: 1 })
  t.like(items[0].example, { subject: 'user:gus', resource: 'dataset:streets', when: 'after' })
  const { text } = await alice('GET', query, undefined, { headers: { accept: 'text/plain' } })
  t.regex(text, /^user:gus on dataset:streets: none -> can_edit/)
  const back = await ok(t, alice('GET', `${at}/policy/effects?from=${revision}&to=${from}`))
  t.like(back.items[0], { from: 'can_edit', to: 'none', loses: items[0].gains })
  await refused(t, alice('GET', `${at}/policy/effects?from=1&to=${revision + 1}`), 'unknown_revision')
  await refused(t, alice('GET', `${query}&page_token=eA`), 'malformed')
  await refused(t, mo('GET', query), 'forbidden')
})
