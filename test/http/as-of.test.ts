import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import { startService } from '../service/service.ts'
import { sharedService } from '../service/shared.ts'
import { freshStore, withStore } from '../service/store.ts'

const service = sharedService()

const GUS = { subject: 'user:gus', action: 'edit', resource: 'dataset:streets' }

/** gus could edit streets for one revision, through a group. */
const past = async (...[t, on, org]: Parameters<typeof acme>) => {
  const world = await acme(t, on, org)
  const { alice, at } = world
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  const why = { headers: { 'kasbah-reason': 'for the May survey' } }
  const grant = `${at}/datasets/streets/access/grants/group:lab`
  const { revision } = await ok(t, alice('PUT', grant, { level: 'can_edit' }, why))
  await ok(t, alice('DELETE', grant))
  return { ...world, revision }
}

test('a check, its explanation, a batch and every search are answered as of a revision or a time', async t => {
  const { alice, revision } = await past(t, service, 'asof')
  const org = 'asof'
  t.false((await ok(t, alice('POST', '/check', { org, ...GUS }))).allowed)
  const then = await ok(t, alice('POST', '/check', { org, ...GUS, explain: true, as_of: revision }))
  t.like(then, { allowed: true, revision })
  t.deepEqual(then.explanation.rule, ['p', 'group:lab', org, 'dataset:streets', 'can_edit', 'allow'])
  t.deepEqual(then.explanation.path, ['user:gus', 'group:lab'])
  t.false((await ok(t, alice('POST', '/check', { org, ...GUS, as_of: revision - 1 }))).allowed)
  t.false((await ok(t, alice('POST', '/check', { org, ...GUS, as_of: '2999-01-01' }))).allowed)
  const batch = await ok(t, alice('POST', '/check/batch', { org, as_of: revision, checks: [GUS] }))
  t.like(batch, { revision, results: [{ allowed: true }] })
  const { subject, action, resource } = GUS
  const lists = [
    ['resources', { subject, action, type: 'dataset' }, resource],
    ['subjects', { resource, action }, subject],
    ['actions', { subject, resource }, action],
    ['filter', { subject, action, resources: [resource] }, resource],
  ] as const
  for (const [list, question, found] of lists) {
    const now = await ok(t, alice('POST', `/search/${list}`, { org, ...question }))
    t.false(now.items.includes(found), list)
    const was = await ok(t, alice('POST', `/search/${list}`, { org, ...question, as_of: revision }))
    t.true(was.items.includes(found), list)
    t.is(was.revision, revision)
  }
})

test('a search in the past goes on over pages, whatever changes meanwhile', async t => {
  const { alice, at, revision } = await past(t, service, 'aspages')
  const question = { org: 'aspages', resource: 'dataset:streets', action: 'view', limit: 1, as_of: revision }
  const first = await ok(t, alice('POST', '/search/subjects', question))
  await ok(t, alice('DELETE', `${at}/members/gus`))
  const found = [...first.items]
  for (let token = first.next_token; token !== undefined; ) {
    const page = await ok(t, alice('POST', '/search/subjects', { ...question, page_token: token }))
    found.push(...page.items)
    token = page.next_token
  }
  t.deepEqual(found, ['user:alice', 'user:gus', 'user:mo'])
})

test('who could open a dataset then, through what, and who gave it to them when: one call', async t => {
  const { alice, at, revision } = await past(t, service, 'whogave')
  const query = `resource=dataset:streets&revision=${revision}&given=true`
  const { items } = await ok(t, alice('GET', `${at}/permissions?${query}`))
  const gus = items.find(({ subject }: { subject: string }) => subject === 'user:gus')
  t.is(gus.level, 'can_edit')
  t.deepEqual(gus.via, [['user:gus', 'group:lab', 'dataset:streets', 'can_edit']])
  const [[joined, granted]] = gus.given
  t.like(joined, {
    by: 'user:alice',
    action: 'addGroupMember',
    rule: ['g', 'user:gus', 'group:lab', 'whogave'],
  })
  t.like(granted, { by: 'user:alice', action: 'setGrant', revision, reason: 'for the May survey' })
  t.true(Date.parse(granted.at) <= Date.now())
})

test('the access of a dataset, and the report, take a revision or a time as `as_of`', async t => {
  const { alice, gus, mo, operator, at, revision } = await past(t, service, 'asaccess')
  const access = (as_of: unknown) => alice('GET', `${at}/datasets/streets/access?as_of=${as_of}`)
  const then = await ok(t, access(revision))
  t.like(then, { revision, grants: [{ subject: 'group:lab', level: 'can_edit' }] })
  t.deepEqual((await ok(t, access('2999-01-01'))).grants, [])
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets/streets/access`))).grants, [])
  const report = `${at}/permissions?subject=user:gus&as_of=${revision}`
  t.like(await ok(t, alice('GET', report)), { items: [{ level: 'can_edit' }] })
  await refused(t, access('soon'), 'malformed')
  await refused(t, access(9_999), 'unknown_revision')
  await refused(t, alice('GET', `${report}&revision=1`), 'malformed')
  // Who manages a dataset may read its access, and not its past.
  await ok(t, operator('PUT', `${at}/datasets/streets/access/grants/user:mo`, { level: 'can_manage' }))
  const streets = `${at}/datasets/streets/access`
  await ok(t, mo('GET', streets))
  await refused(t, mo('GET', `${streets}?as_of=${revision}`), 'forbidden')
  await refused(t, gus('GET', `${streets}?as_of=${revision}`), 'not_found')
})

test('a past that is not kept any more is refused as such, and its changes are still told', async t => {
  const store = await freshStore(t)
  const first = await startService(t, { store })
  const { alice, at, revision } = await past(t, first, 'aspruned')
  const own = { org: 'aspruned', ...GUS }
  await ok(t, alice('POST', '/check', { ...own, as_of: revision }))
  await first.stop()
  const pruned = await withStore(store, ({ policy }) => policy.prune(new Date(Date.now() + 60_000)))
  t.true(pruned > 0)
  const { operator } = await startService(t, { store })
  for (const asked of [
    operator('POST', '/check', { ...own, as_of: revision }),
    operator('GET', `${at}/permissions?resource=dataset:streets&as_of=${revision}&given=true`),
    operator('GET', `${at}/datasets/streets/access?as_of=${revision}`),
    operator('GET', `${at}/policy?revision=${revision}`),
    operator('GET', `${at}/policy/diff?from=${revision}`),
    operator('GET', `${at}/policy/effects?from=${revision}`),
    operator('POST', `${at}/policy/plans?dry_run=true`, { revision }),
    operator('POST', `${at}/policy/rollback`, { revision }),
  ])
    t.regex((await refused(t, asked, 'past_pruned')).detail, /from revision \d+ on/)
  t.like(await ok(t, operator('GET', `${at}/policy/revisions/${revision}`)), { reason: 'for the May survey' })
  t.false((await ok(t, operator('POST', '/check', own))).allowed)
})

test('the past is for those who may ask about it, by the newest rules', async t => {
  const { alice, mo, backend, operator, at, revision } = await past(t, service, 'aswho')
  const own = { org: 'aswho', action: 'view', resource: 'dataset:streets', as_of: revision }
  await refused(t, mo('POST', '/check', own), 'forbidden')
  await refused(t, backend('POST', '/check', { ...own, subject: 'user:gus' }), 'forbidden')
  await refused(t, mo('POST', '/check/batch', { org: 'aswho', as_of: 1, checks: [GUS] }), 'forbidden')
  await refused(
    t,
    mo('POST', '/search/resources', { org: 'aswho', action: 'view', type: 'dataset', as_of: 1 }),
    'forbidden',
  )
  t.true((await ok(t, operator('POST', '/check', { ...own, subject: 'user:mo' }))).allowed)
  const fresh = { ...own, subject: 'user:mo', consistency: 'fully_consistent' }
  await refused(t, alice('POST', '/check', fresh), 'malformed')
  for (const as_of of [0, -1, 1.5, 'soon', null])
    await refused(t, alice('POST', '/check', { ...own, subject: 'user:mo', as_of }), 'malformed')
  await refused(t, alice('POST', '/check', { ...own, subject: 'user:mo', as_of: 9_999 }), 'unknown_revision')
  await refused(
    t,
    alice('POST', '/check', { ...own, subject: 'user:mo', as_of: '2001-01-01' }),
    'before_beginning',
  )
  await ok(t, operator('PUT', `${at}/members/alice2`, { role: 'admin' }))
  await ok(t, operator('PUT', `${at}/members/alice`, { role: 'guest' }))
  await refused(t, alice('POST', '/check', own), 'forbidden')
})

test('a question about the past is answered by the policy set of that time', async t => {
  const { alice, at } = await acme(t, service, 'asset')
  await ok(t, alice('PUT', `${at}/datasets/streets/access/grants/user:gus`, { level: 'can_edit' }))
  const plan = await ok(t, alice('POST', `${at}/policy/plans`, { policy_set: 'datasets-enterprise' }), 201)
  const { revision } = await ok(t, alice('POST', `${at}/policy/plans/${plan.id}/apply`, {}))
  t.false((await ok(t, alice('POST', '/check', { org: 'asset', ...GUS }))).allowed)
  t.false((await ok(t, alice('POST', '/check', { org: 'asset', ...GUS, as_of: revision }))).allowed)
  t.true((await ok(t, alice('POST', '/check', { org: 'asset', ...GUS, as_of: revision - 1 }))).allowed)
})
