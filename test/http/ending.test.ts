import { setTimeout as pause } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'
import { endsSoon } from './ends-soon.ts'

const service = sharedService()

const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** What the trail says of ends, once it says as much as is waited for. */
const endedIn = async (t: ExecutionContext, ask: Ask, at: string, count: number): Promise<Body[]> => {
  for (;;) {
    const { items } = await ok(t, ask('GET', `${at}/audit?action=ended`))
    if (items.length >= count) return items
    await pause(20)
  }
}

test('a grant ends by itself: denied, listed no more, said in the trail', async t => {
  const { alice, at, may } = await acme(t, service, 'ends-grant')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  const month = later(30)
  const why = { headers: { 'Kasbah-Reason': 'an audit' } }
  const given = await ok(t, alice('PUT', grant, { level: 'can_edit', expires_at: month }, why))
  t.deepEqual(given.grants, [{ subject: 'user:gus', level: 'can_edit', expires_at: month }])
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
  const { items } = await ok(t, alice('GET', `${at}/ending?until=${later(31)}`))
  t.like(items[0], { subject: 'user:gus', resource: 'dataset:streets', level: 'can_edit', expires_at: month })
  t.like(items[0], { by: 'user:alice', reason: 'an audit' })
  const expires_at = await endsSoon(end => alice('PUT', grant, { level: 'can_edit', expires_at: end }))
  const [line] = await endedIn(t, alice, at, 1)
  t.like(line, { actor: 'system', action: 'ended', resource: 'user:gus' })
  t.deepEqual(line?.effects, [
    { what: 'access', subject: 'user:gus', resource: 'dataset:streets', from: 'can_edit' },
    { what: 'end', subject: 'user:gus', resource: 'dataset:streets', id: 'access', from: expires_at },
  ])
  t.false(await may('user:gus', 'edit', 'dataset:streets'))

  const everybody = `${at}/datasets/streets/access/default`
  await refused(t, alice('PUT', everybody, { level: 'can_edit', expires_at: later(-1) }), 'malformed')
  const until = await ok(t, alice('PUT', everybody, { level: 'can_edit', expires_at: month }))
  t.like(until, { default_access: 'can_edit', default_expires_at: month })
  t.true(await may('user:mo', 'edit', 'dataset:streets'))
  await endsSoon(end => alice('PUT', everybody, { level: 'can_edit', expires_at: end }))
  await endedIn(t, alice, at, 2)
  t.false(await may('user:mo', 'edit', 'dataset:streets'))
  const ended = await ok(t, alice('GET', `${at}/datasets/streets/access`))
  t.is(ended.default_access, 'none')
  t.deepEqual((await ok(t, alice('GET', `${at}/datasets/streets/access`))).grants, [])
  t.deepEqual((await ok(t, alice('GET', `${at}/ending`))).items, [])
  const before = new Date(Date.parse(expires_at) - 100).toISOString()
  const past = await ok(t, alice('GET', `${at}/permissions?subject=user:gus&as_of=${before}`))
  t.is(past.items[0].level, 'can_edit')
  const then = await ok(t, alice('GET', `${at}/permissions?subject=user:gus&as_of=${expires_at}`))
  t.deepEqual(then.items, [])
})

test('a grant is renewed, shortened and made to last by giving it anew', async t => {
  const { alice, at } = await acme(t, service, 'ends-anew')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  const end = async () => (await ok(t, alice('GET', `${at}/datasets/streets/access`))).grants[0].expires_at
  const [month, year] = [later(30), later(365)]
  const first = await ok(t, alice('PUT', grant, { level: 'can_view', expires_at: month }))
  t.is(first.revision, (await ok(t, alice('PUT', grant, { level: 'can_view', expires_at: month }))).revision)
  await ok(t, alice('PUT', `${grant}?dry_run=true`, { level: 'can_view', expires_at: year }))
  t.is(await end(), month)
  const match = { headers: { 'If-Match': `"${first.revision}"` } }
  await ok(t, alice('PUT', grant, { level: 'can_view', expires_at: year }, match))
  await refused(t, alice('PUT', grant, { level: 'can_view', expires_at: month }, match), 'revision_mismatch')
  t.is(await end(), year)
  const operations = [
    {
      operation: 'setGrant',
      params: { id: 'streets', subject: 'user:gus' },
      body: { level: 'can_edit', expires_at: month },
    },
  ]
  await ok(t, alice('POST', `${at}/changes`, { operations }))
  t.is(await end(), month)
  const why = {
    org: 'ends-anew',
    subject: 'user:gus',
    action: 'edit',
    resource: 'dataset:streets',
    explain: true,
  }
  t.is((await ok(t, alice('POST', '/check', why))).explanation.until, month)
  await ok(t, alice('PUT', grant, { level: 'can_edit' }))
  t.is(await end(), undefined)
  await ok(t, alice('PUT', grant, { level: 'can_edit', expires_at: month }))
  await ok(t, alice('DELETE', grant))
  await ok(t, alice('PUT', grant, { level: 'can_edit' }))
  t.is(await end(), undefined)
  await refused(t, alice('PUT', grant, { level: 'can_view', expires_at: later(-1) }), 'malformed')
  await refused(t, alice('PUT', grant, { level: 'can_view', expires_at: 'soon' }), 'malformed')
})

test('what ends is paged, for those who may know it', async t => {
  const { alice, mo, at } = await acme(t, service, 'ends-pages')
  const grant = (id: string, days: number) =>
    ok(
      t,
      alice('PUT', `${at}/datasets/${id}/access/grants/user:gus`, {
        level: 'can_view',
        expires_at: later(days),
      }),
    )
  for (const [id, days] of [
    ['a', 3],
    ['b', 1],
    ['c', 2],
    ['d', 90],
  ] as const) {
    await ok(t, alice('POST', `${at}/datasets`, { id, name: id }), 201)
    await grant(id, days)
  }
  const found: string[] = []
  let token = ''
  do {
    const page = await ok(t, alice('GET', `${at}/ending?limit=2${token && `&page_token=${token}`}`))
    found.push(...page.items.map((item: Body) => item.resource))
    token = page.next_token ?? ''
  } while (token !== '')
  t.deepEqual(found, ['dataset:b', 'dataset:c', 'dataset:a'])
  t.is((await ok(t, alice('GET', `${at}/ending?until=${later(100)}`))).items.length, 4)
  await refused(t, mo('GET', `${at}/ending`), 'forbidden')
})

test('the text of the policy says ends, keeps them and takes them back', async t => {
  const { alice, at, may } = await acme(t, service, 'ends-text')
  const grant = `${at}/datasets/streets/access/grants/user:gus`
  const given = await ok(t, alice('PUT', grant, { level: 'can_edit', expires_at: '2999-01-01T00:00:00Z' }))
  const text = (await alice('GET', `${at}/policy`)).text
  const rule = 'p, user:gus, ends-text, dataset:streets, can_edit, allow'
  t.true(text.includes(`\nends, 2999-01-01T00:00:00.000Z, ${rule}\n`), text)
  const publish = (rules: string) => alice('PUT', `${at}/policy`, { rules })
  const same = await ok(t, publish(text))
  t.is(same.revision, given.revision)
  await refused(t, publish(text.replace(`${rule}\n`, '')), 'invalid_policy')
  await refused(t, publish(`${text}ends, 2998-01-01T00:00:00.000Z, ${rule}\n`), 'invalid_policy')
  await refused(t, publish(text.replace('2999-01-01T00:00:00.000Z', '2999-01-01')), 'invalid_policy')
  const { revision } = await ok(t, publish(text.replace(`ends, 2999-01-01T00:00:00.000Z, ${rule}\n`, '')))
  t.deepEqual((await ok(t, alice('GET', `${at}/ending?until=3000-01-01`))).items, [])
  await ok(t, alice('POST', `${at}/policy/rollback`, { revision: revision - 1 }))
  t.is((await ok(t, alice('GET', `${at}/ending?until=3000-01-01`))).items.length, 1)
  await refused(
    t,
    publish(text.replace('2999-01-01T00:00:00.000Z', '2001-01-01T00:00:00.000Z')),
    'invalid_policy',
  )
  t.true(await may('user:gus', 'edit', 'dataset:streets'))
})
