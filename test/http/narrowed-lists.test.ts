/** People and datasets by name, address and attribute, together with what else narrows a list. */
import test from 'ava'
import { MAX_LOOKED_AT } from '../../src/directory/walk.ts'
import { acme, ok, refused } from '../service/acme.ts'
import { allOf } from '../service/pages.ts'
import { sharedService } from '../service/shared.ts'

const service = sharedService()

test('people are found by how name and address begin, whatever the case, and by an attribute', async t => {
  const { alice, at } = await acme(t, service, 'by-name')
  const put = (id: string, body: object) =>
    ok(t, alice('PUT', `${at}/members/${id}`, { role: 'member', ...body }))
  await ok(t, alice('PUT', `${at}/groups/maps`, {}))
  await put('z1', {
    name: 'Mia Hart',
    email: 'Hart@Example.com',
    attributes: { team: 'maps', langs: ['fr', 'ar'] },
  })
  await put('a2', {
    name: 'mia Sand',
    email: 'sand@example.com',
    attributes: { team: 'maps', level: 3 },
    role: 'guest',
  })
  await put('m3', { name: 'ÖMER', email: 'harter@example.com', attributes: { langs: 'fr' } })
  await ok(t, alice('PUT', `${at}/groups/maps/members/user:z1`))
  const ids = async (query: string, limit = 1) =>
    (await allOf(t, alice, `${at}/members?${query}`, limit)).map(({ id }) => id)
  t.deepEqual(await ids('name=MIA'), ['z1', 'a2'])
  t.deepEqual(await ids(`name=${encodeURIComponent('öm')}`), ['m3'])
  t.deepEqual(await ids('name=mia&role=guest'), ['a2'])
  t.deepEqual(await ids('name=mia&group=maps', 10), ['z1'])
  t.deepEqual(await ids('address=HART'), ['z1', 'm3'])
  t.deepEqual(await ids('address=hart&name=mia'), ['z1'])
  t.deepEqual(await ids('address=hart%25'), [])
  t.deepEqual(await ids('attribute=team%3Dmaps', 10), ['a2', 'z1'])
  t.deepEqual(await ids('attribute=langs%3Dfr', 10), ['m3', 'z1'])
  t.deepEqual(await ids('attribute=level%3D3&role=guest', 10), ['a2'])
  t.deepEqual(await ids('attribute=constructor%3Dx', 10), [])
  for (const bad of ['name=', 'attribute=team', 'attribute=%3Dx', 'address='])
    await refused(t, alice('GET', `${at}/members?${bad}`), 'malformed')
})

test('datasets are found by name and attribute, and only those that one may view', async t => {
  const { alice, gus, at } = await acme(t, service, 'datasets-by-name')
  const make = (id: string, name: string, city: string) =>
    ok(t, alice('POST', `${at}/datasets`, { id, name, attributes: { city }, default_access: 'none' }), 201)
  await make('z', 'Roads of Tunis', 'Tunis')
  await make('a', 'roads of Rome', 'Rome')
  await make('m', 'Parks', 'Tunis')
  await ok(t, alice('PUT', `${at}/datasets/z/access/grants/user:gus`, { level: 'can_view' }))
  const ids = async (as: typeof alice, query: string, limit = 1) =>
    (await allOf(t, as, `${at}/datasets?${query}`, limit)).map(({ id }) => id)
  t.deepEqual(await ids(alice, 'name=Roads%20of'), ['a', 'z'])
  t.deepEqual(await ids(alice, 'name=roads%20of&attribute=city%3DRome', 10), ['a'])
  t.deepEqual(await ids(alice, 'attribute=city%3DTunis', 10), ['m', 'z'])
  t.deepEqual(await ids(gus, 'name=ro', 10), ['z'])
  t.deepEqual(await ids(gus, 'attribute=city%3DRome', 10), [])
})

test('a request looks at a bounded number of records, and the next page goes on', async t => {
  const { alice, at } = await acme(t, service, 'many')
  const operations = Array.from({ length: 1_000 }, (_, n) => ({
    operation: 'addMember',
    params: { user: `p${String(n).padStart(4, '0')}` },
    body: { role: 'guest', name: `Person ${n}`, ...(n === 999 ? { attributes: { rare: true } } : {}) },
  }))
  await ok(t, alice('POST', `${at}/changes`, { operations }))
  // The index of attributes leads there at once; that of names has all of them.
  const found = await ok(t, alice('GET', `${at}/members?attribute=rare%3Dtrue&limit=10`))
  t.is(found.items.length, 1)
  t.is(found.next_token, undefined)
  const path = `${at}/members?attribute=rare%3Dtrue&name=person&limit=10`
  const first = await ok(t, alice('GET', path))
  t.deepEqual(first.items, [])
  t.truthy(first.next_token)
  let page = first
  for (let pages = 1; page.next_token !== undefined; pages += 1) {
    t.true(pages < MAX_LOOKED_AT / 10)
    page = await ok(t, alice('GET', `${path}&page_token=${page.next_token}`))
  }
  t.deepEqual(
    page.items.map(({ id }: { id: string }) => id),
    ['p0999'],
  )
})
