/** Searches as conditions: the caller's own database finds with them exactly what the search lists and what is allowed. */
import test from 'ava'
import { MongoClient } from 'mongodb'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask } from '../service/client.ts'
import { runService } from '../service/service.ts'
import { EXAMPLES } from '../service/trying.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb } from '../stores/mongodb-server.ts'
import { agree, inSqlite, STRANGER, withAttributes, withCollections, withLists } from './platform-records.ts'

const mongodb = await findMongodb()
const service = await runService()
const examples = await runService({ env: { KASBAH_POLICIES: EXAMPLES } })
test.after.always(async () => {
  await service.stop()
  await examples.stop()
  await mongodb?.close()
})

for (const seed of [1, 2]) {
  test(`listed, allowed and found in SQLite are one, with collections (${seed})`, async t => {
    const world = await withCollections(t, service, seed)
    t.is(await agree(t, world, inSqlite(world)), 6, 'each can be made of the rules')
  })
  test(`listed, allowed and found in SQLite are one, with attributes (${seed})`, async t => {
    const world = await withAttributes(t, examples, seed)
    t.is(await agree(t, world, inSqlite(world)), 9, 'each can be made of the rules')
  })
}

test('listed, allowed and found in SQLite are one, with lists; what SQL cannot say is by ids', async t => {
  const world = await withLists(t, examples, 4)
  t.is(await agree(t, world, inSqlite(world)), 7, 'all that asks for no list without an item')
  const of = (more: object) =>
    ok(
      t,
      world.ask('POST', '/search/query', {
        org: world.org,
        subject: 'user:ann',
        action: 'edit',
        type: 'record',
        form: 'sql',
        complete: true,
        attributes: { project: 'project', labels: { table: 'labels', id: 'item', value: 'value' } },
        ...more,
      }),
    )
  t.regex((await of({})).why_ids, /^rows do not tell a list without items from no list/)
  t.is((await of({ attributes: { project: 'project', labels: 'labels' } })).by, 'ids')
  const tables = { ...{ org: world.org, action: 'edit', type: 'record', form: 'mongodb', complete: true } }
  const attributes = { labels: { table: 'labels', id: 'item', value: 'value' } }
  await refused(t, world.ask('POST', '/search/query', { ...tables, attributes }), 'malformed')
})

const overMongodb: Register = mongodb === undefined ? skipped('no MongoDB server was found') : test

overMongodb('listed, allowed and found in MongoDB are one', async t => {
  const client = await MongoClient.connect(mongodb?.database() ?? '')
  t.teardown(() => client.close())
  const worlds = [
    await withCollections(t, service, 9),
    await withAttributes(t, examples, 9),
    await withLists(t, examples, 9),
  ]
  for (const world of worlds) {
    const items = client.db().collection<{ _id: string }>(`items-${world.org}`)
    const documents = [...world.records].map(([_id, { collections, attributes: has }]) => ({
      _id,
      collections,
      has,
    }))
    await items.insertMany([...documents, { _id: STRANGER }])
    const byRules = await agree(t, world, {
      form: 'mongodb',
      named: {
        collections: 'collections',
        attributes: Object.fromEntries(
          ['department', 'owner', 'project', 'labels', 'shared_with'].map(name => [name, `has.${name}`]),
        ),
      },
      find: async ({ mongodb: filter }) => (await items.find(filter).toArray()).map(({ _id }) => _id),
    })
    t.true(byRules > 5, `${byRules} made of the rules`)
  }
})

test('where the table is complete the fewer ids are named; all and none need none', async t => {
  const { at, alice, operator } = await acme(t, service, 'fewer')
  for (let i = 0; i < 4; i++) await ok(t, operator('PUT', `${at}/resources/dataset/x${i}`, {}))
  const of = (ask: Ask, form: string, more: object = {}) =>
    ok(
      t,
      ask('POST', '/search/query', {
        org: 'fewer',
        action: 'view',
        type: 'dataset',
        form,
        complete: true,
        ...more,
      }),
    )
  t.like(await of(alice, 'mongodb'), { matches: 'all', mongodb: {} })
  const about = (person: string, form: string, more: object = {}) =>
    of(operator, form, { subject: `user:${person}`, ...more })
  t.like(await about('gus', 'mongodb'), { matches: 'none', mongodb: { _id: { $in: [] } } })
  t.like(await about('gus', 'sql'), { matches: 'none', sql: { where: '1 = 0', parameters: [] } })
  t.like(await about('mo', 'sql', { field: 'd.key' }), {
    sql: { where: 'd.key IN (?)', parameters: ['streets'] },
  })
  for (let i = 0; i < 4; i++)
    await ok(t, operator('PUT', `${at}/resources/dataset/x${i}/access/grants/user:mo`, { level: 'can_view' }))
  await ok(t, operator('PUT', `${at}/datasets/streets/access/default`, { level: 'none' }))
  const { mongodb: query, revision } = await about('mo', 'mongodb')
  t.deepEqual(query, { _id: { $nin: ['streets'] } })
  t.true(revision > 0)
  const { mongodb: listed } = await of(alice, 'mongodb', { complete: false })
  t.is(listed._id.$in.length, 5, 'all that are registered, by name')
})

test('a field is a name, and who may not ask is refused', async t => {
  const { mo } = await acme(t, service, 'names')
  const asked = { org: 'names', action: 'view', type: 'dataset', form: 'sql' }
  for (const field of ['id; DROP TABLE x', '$where', 'a.b.c', '', "a'b", '__proto__.x y'])
    await refused(t, mo('POST', '/search/query', { ...asked, field }), 'malformed', field)
  await refused(t, mo('POST', '/search/query', { ...asked, subject: 'user:alice' }), 'subject_refused')
  await refused(t, mo('POST', '/search/query', { ...asked, type: 'house' }), 'unknown_resource_type')
  await refused(t, mo('POST', '/search/query', { ...asked, action: 'fly' }), 'unknown_action')
  for (const collections of ['c; DROP TABLE x', { table: 'a b', id: 'a', collection: 'b' }, { table: 'a' }])
    await refused(t, mo('POST', '/search/query', { ...asked, complete: true, collections }), 'malformed')
  for (const attributes of [{ owner: "o'x" }, { owner: '$where' }, { owner: 'a.b.c' }, { owner: 1 }])
    await refused(t, mo('POST', '/search/query', { ...asked, complete: true, attributes }), 'malformed')
  const named = { attributes: { owner: 'owner' } }
  await refused(t, mo('POST', '/search/query', { ...asked, ...named }), 'malformed', 'not complete')
  await refused(t, mo('POST', '/search/query', { ...asked, ...named, complete: true }), 'subject_refused')
  await refused(
    t,
    mo('POST', '/search/query', { ...asked, complete: true, collections: 'a field' }),
    'malformed',
  )
})

test('what cannot be carried over is listed by id, and the answer says why', async t => {
  const world = await withAttributes(t, examples, 20)
  const of = (more: object) =>
    ok(
      t,
      world.ask('POST', '/search/query', {
        org: world.org,
        subject: 'user:bo',
        action: 'edit',
        type: 'record',
        form: 'mongodb',
        complete: true,
        attributes: { owner: 'owner', department: 'department' },
        ...more,
      }),
    )
  t.like(await of({}), { by: 'rules', mongodb: { owner: { $eq: 'user:bo' } } })
  t.like(await of({ attributes: { department: 'department' } }), {
    by: 'ids',
    why_ids: 'it needs attributes.owner',
  })
  const said = await of({ properties: { resource: { owner: 'user:bo' } } })
  t.is(said.by, 'ids', said.why_ids)
})
