import type { ExecutionContext } from 'ava'
import test from 'ava'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

/** Every page of a search. */
const allPages = async (t: ExecutionContext, ask: Ask, path: string, body: object): Promise<string[]> => {
  const items: string[] = []
  let page: Body = {}
  do {
    const from = page.next_token === undefined ? {} : { page_token: page.next_token }
    page = await ok(t, ask('POST', path, { ...body, ...from }))
    items.push(...page.items)
  } while (page.next_token !== undefined)
  return items
}

const register = async (t: ExecutionContext, alice: Ask, at: string, ids: readonly string[]) => {
  for (const id of ids) await ok(t, alice('POST', `${at}/datasets`, { id, name: id }), 201)
}

test('resources, subjects and actions are found through groups and roles, and not against a deny', async t => {
  const org = 'found'
  const { alice, backend, at } = await acme(t, service, org)
  await register(t, alice, at, ['b,1', 'c'])
  await ok(t, alice('PUT', `${at}/groups/lab`))
  await ok(t, alice('PUT', `${at}/groups/lab/members/user:gus`))
  await ok(t, alice('PUT', `${at}/datasets/b%2C1/access/grants/group:lab`, { level: 'can_edit' }))
  const { text } = await alice('GET', `${at}/policy`)
  const rules = `${text}p, user:gus, ${org}, dataset:b%2C1, delete, deny\n`
  await ok(t, alice('PUT', `${at}/policy`, { rules }))

  const resources = (subject: string, action: string) =>
    allPages(t, backend, '/search/resources', { org, subject, action, type: 'dataset', limit: 1 })
  t.deepEqual(await resources('user:gus', 'edit'), ['dataset:b,1'])
  t.deepEqual(await resources('user:mo', 'view'), ['dataset:streets'])
  t.deepEqual(await resources('user:alice', 'view'), ['dataset:b,1', 'dataset:c', 'dataset:streets'])
  t.deepEqual(await resources('user:nobody', 'view'), [])

  const subjects = (resource: string, type: string) =>
    allPages(t, backend, '/search/subjects', { org, resource, action: 'edit', type, limit: 1 })
  t.deepEqual(await subjects('dataset:b,1', 'user'), ['user:alice', 'user:gus'])
  t.deepEqual(await subjects('dataset:b,1', 'service'), [])
  t.deepEqual(await subjects('dataset:unheard', 'user'), [])

  const about = { org, subject: 'user:gus', resource: 'dataset:b,1' }
  const { items } = await ok(t, backend('POST', '/search/actions', about))
  t.true(items.includes('edit') && items.includes('view'))
  t.false(items.includes('delete') || items.includes('manage'))
})

test('of many ids, those that are allowed remain, in their order', async t => {
  const org = 'filtered'
  const { mo, backend } = await acme(t, service, org)
  const resources = Array.from({ length: 9_999 }, (_, i) => `dataset:${i}`)
  const asked = { org, action: 'view', resources: [...resources, 'dataset:streets'] }
  t.deepEqual((await ok(t, mo('POST', '/search/filter', asked))).items, ['dataset:streets'])
  const more = { ...asked, resources: [...asked.resources, 'dataset:more'] }
  await refused(t, mo('POST', '/search/filter', more), 'malformed')
  const odd = { ...asked, subject: 'user:mo', resources: ['dataset:streets', 'datasat:x'] }
  await refused(t, backend('POST', '/search/filter', odd), 'unknown_resource_type')
})

test('a service asks about anyone, a person about themselves', async t => {
  const org = 'asking'
  const { mo, gus, alice, key } = await acme(t, service, org)
  const resources = { org, action: 'view', type: 'dataset' }
  t.deepEqual((await ok(t, mo('POST', '/search/resources', resources))).items, ['dataset:streets'])
  t.deepEqual((await ok(t, gus('POST', '/search/resources', resources))).items, [])
  const actions = { org, resource: 'dataset:streets' }
  t.true((await ok(t, mo('POST', '/search/actions', actions))).items.includes('view'))

  const checker = await key('service:backend', ['check'])
  const bare = await key('service:backend', ['read'])
  const person = await key('user:mo', ['check'])
  const subjects = { org, action: 'view', resource: 'dataset:streets' }
  const filter = { org, action: 'view', resources: ['dataset:streets'] }
  for (const [path, body] of [
    ['/search/resources', { ...resources, subject: 'user:gus' }],
    ['/search/actions', { ...actions, subject: 'user:gus' }],
    ['/search/filter', { ...filter, subject: 'user:gus' }],
    ['/search/subjects', subjects],
  ] as const) {
    await ok(t, checker('POST', path, body))
    await ok(t, alice('POST', path, body))
    const without = path === '/search/subjects' ? 'scope_missing' : 'subject_refused'
    await refused(t, bare('POST', path, body), without)
    await refused(t, mo('POST', path, body), without)
    await refused(t, person('POST', path, body), 'subject_refused')
  }
  const elsewhere = await ok(t, checker('POST', '/search/resources', { ...resources, org: 'nowhere' }))
  t.like(elsewhere, { items: [], revision: 0 })
})

test('what the set does not have is refused with the nearest name', async t => {
  const org = 'unheard'
  const { backend } = await acme(t, service, org)
  const subject = 'user:mo'
  const ask = (path: string, body: object) => backend('POST', `/search/${path}`, { org, ...body })
  const typed = await refused(
    t,
    ask('resources', { subject, action: 'view', type: 'datasets' }),
    'unknown_resource_type',
  )
  t.regex(typed.detail, /dataset/)
  await refused(t, ask('resources', { subject, action: 'fly', type: 'dataset' }), 'unknown_action')
  await refused(t, ask('subjects', { action: 'fly', resource: 'dataset:streets' }), 'unknown_action')
  await refused(t, ask('subjects', { action: 'view', resource: 'house:x' }), 'unknown_resource_type')
  await refused(t, ask('actions', { subject, resource: 'house:x' }), 'unknown_resource_type')
  for (const limit of [0, 1e9, 1.5, -1])
    await refused(t, ask('resources', { subject, action: 'view', type: 'dataset', limit }), 'malformed')
})

test('the pages of one search agree while the policy changes, until its revision is let go', async t => {
  const org = 'steady'
  const { alice, at } = await acme(t, service, org)
  await register(t, alice, at, ['a', 'b', 'c'])
  const ask = { org, action: 'view', type: 'dataset', limit: 1 }
  const begin = () => ok(t, alice('POST', '/search/resources', ask))
  const first = await begin()
  const next = (from: Body) =>
    alice('POST', '/search/resources', { ...ask, limit: undefined, page_token: from.next_token })

  await ok(t, alice('DELETE', `${at}/datasets/b`))
  await register(t, alice, at, ['bb'])
  const second = await ok(t, next(first))
  t.like(second, { items: ['dataset:b'], revision: first.revision })
  t.like(await ok(t, next(second)), { items: ['dataset:c'], revision: first.revision })
  t.deepEqual(await allPages(t, alice, '/search/resources', ask), [
    'dataset:a',
    'dataset:bb',
    'dataset:c',
    'dataset:streets',
  ])

  for (const id of ['d', 'e', 'f', 'g']) {
    await register(t, alice, at, [id])
    await begin()
  }
  await refused(t, next(first), 'search_expired')
})

test('a cursor is good for its own question and for no other', async t => {
  const org = 'signed'
  const { alice, backend, at } = await acme(t, service, org)
  await register(t, alice, at, ['a', 'b'])
  const other = await acme(t, service, 'signed-2')
  await register(t, other.alice, other.at, ['a', 'b'])
  const ask = { org, subject: 'user:alice', action: 'view', type: 'dataset', limit: 1 }
  const { next_token } = await ok(t, backend('POST', '/search/resources', ask))
  const cursor = String(next_token)
  const bytes = Buffer.from(cursor, 'base64url')
  t.false(bytes.toString('latin1').includes('dataset'), 'it says nothing')
  const changed = (at: number): string => {
    const other = Buffer.from(bytes)
    other[at] = (other[at] ?? 0) ^ 1
    return other.toString('base64url')
  }
  const go = (more: object, as = backend) =>
    as('POST', '/search/resources', { ...ask, page_token: cursor, ...more })

  t.deepEqual((await ok(t, go({}))).items, ['dataset:b'])
  const forged = [0, 12, 28, bytes.length - 1].map(changed)
  for (const page_token of [...forged, cursor.slice(0, 38), 'nonsense', `${cursor}.`, `${cursor}${cursor}`])
    await refused(t, go({ page_token }), 'malformed', page_token)
  await refused(t, go({ action: 'edit' }), 'malformed')
  await refused(t, go({ subject: 'user:mo' }), 'malformed')
  await refused(t, go({ limit: 2 }), 'malformed')
  await refused(t, go({ org: 'signed-2' }, other.backend), 'malformed')
  const subjects = { org, action: 'view', resource: 'dataset:a', page_token: cursor }
  await refused(t, backend('POST', '/search/subjects', subjects), 'malformed')
})

test('a right that has ended ends the search', async t => {
  const org = 'ended'
  const { alice, backend, operator, at } = await acme(t, service, org)
  await register(t, alice, at, ['a', 'b'])
  await ok(t, operator('PUT', `${at}/members/ann`, { role: 'admin' }))
  const ask = { org, subject: 'user:ann', action: 'view', type: 'dataset', limit: 1 }
  const { next_token } = await ok(t, alice('POST', '/search/resources', ask))
  await ok(t, operator('PUT', `${at}/members/ann`, { role: 'guest' }))
  await ok(t, backend('POST', '/search/resources', { ...ask, page_token: next_token }))
  await ok(t, operator('PUT', `${at}/members/zoe`, { role: 'admin' }))
  await ok(t, operator('PUT', `${at}/members/alice`, { role: 'member' }))
  await refused(t, alice('POST', '/search/resources', { ...ask, page_token: next_token }), 'subject_refused')
})
