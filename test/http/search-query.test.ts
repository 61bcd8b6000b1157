/** Searches as conditions: the caller's own database finds with them exactly what the search lists and what is allowed. */
import { DatabaseSync } from 'node:sqlite'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { MongoClient } from 'mongodb'
import { acme, ok, refused } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import { runService } from '../service/service.ts'
import { EXAMPLES } from '../service/trying.ts'
import { type Register, skipped } from '../skipped.ts'
import { findMongodb } from '../stores/mongodb-server.ts'

const mongodb = await findMongodb()
const service = await runService()
const examples = await runService({ env: { KASBAH_POLICIES: EXAMPLES } })
test.after.always(async () => {
  await service.stop()
  await examples.stop()
  await mongodb?.close()
})

/** Numbers that look random and are the same each time. */
const dice = (seed: number) => {
  let state = seed
  return (sides: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * sides)
  }
}

const LEVELS = ['can_view', 'can_edit', 'can_manage']

/** Datasets and collections with grants at random, and some denied. */
const withCollections = async (t: ExecutionContext, seed: number) => {
  const org = `law-${seed}`
  const { at, operator } = await acme(t, service, org)
  const roll = dice(seed)
  const ids = Array.from({ length: 20 }, (_, i) => `d ${i}, "${i}"`)
  const put = (path: string, body?: object) => ok(t, operator('PUT', at + path, body))
  for (const id of ['c0', 'c1', 'c2']) await put(`/resources/collection/${id}`, {})
  for (const id of ids) {
    const path = `/resources/dataset/${encodeURIComponent(id)}`
    await put(path, {})
    if (roll(2) === 0) await put(`${path}/collections/c${roll(3)}`)
    if (roll(4) === 0) await put(`${path}/access/grants/user:gus`, { level: LEVELS[roll(3)] })
  }
  await put('/resources/collection/c0/access/grants/user:mo', { level: LEVELS[roll(3)] })
  await put('/resources/collection/c1/access/grants/user:gus', { level: LEVELS[roll(3)] })
  const text = (await operator('GET', `${at}/policy`)).text
  await put('/policy', { rules: `${text}\np, role:guest, ${org}, collection:c2, can_manage, deny\n` })
  return {
    org,
    ask: operator,
    type: 'dataset',
    ids: [...ids, 'streets'],
    people: ['alice', 'mo', 'gus'],
    actions: ['view', 'edit'],
  }
}

/** People and records with attributes at random, under the set `search`. */
const withAttributes = async (t: ExecutionContext, seed: number) => {
  const org = `attributes-${seed}`
  const { operator } = examples
  const at = `/v1/orgs/${org}`
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, policy_set: 'search' }), 201)
  const roll = dice(seed)
  const departments = ['sales', 'legal', null]
  for (const [index, id] of ['ann', 'bo', 'cy'].entries()) {
    const role = ['manager', 'employee', 'contractor'][index]
    await ok(
      t,
      operator('PUT', `${at}/members/${id}`, {
        role,
        attributes: { department: departments[roll(3)] ?? null },
      }),
    )
  }
  const ids = Array.from({ length: 15 }, (_, i) => `r${i}`)
  const operations = ids.map(id => ({
    operation: 'putResource',
    params: { type: 'record', id },
    body: {
      attributes: { department: departments[roll(3)] ?? null, owner: `user:${['ann', 'bo', 'cy'][roll(3)]}` },
    },
  }))
  await ok(t, operator('POST', `${at}/changes`, { operations }))
  return {
    org,
    ask: operator,
    type: 'record',
    ids,
    people: ['ann', 'bo', 'cy'],
    actions: ['view', 'edit', 'delete'],
  }
}

/** A record of the platform that is not registered here: no condition finds it, unless the caller says that there is none. */
const STRANGER = 'a stranger'

interface World {
  readonly org: string
  readonly ask: Ask
  readonly type: string
  readonly ids: readonly string[]
  readonly people: readonly string[]
  readonly actions: readonly string[]
}

/** What a database of the platform finds, by each of its forms. */
type Finder = (type: string, query: (form: string) => Promise<Body>) => Promise<string[]>

const inSqlite = (ids: readonly string[]): Finder => {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE items (id TEXT PRIMARY KEY)')
  for (const id of [...ids, STRANGER]) database.prepare('INSERT INTO items VALUES (?)').run(id)
  return async (_type, query) => {
    const { where, parameters } = (await query('sql')).sql
    return database
      .prepare(`SELECT id FROM items WHERE ${where}`)
      .all(...parameters)
      .map(row => String(row.id))
  }
}

/** Listed by the search, allowed by a check, and found by the condition: the same. */
const agree = async (t: ExecutionContext, world: World, find: Finder) => {
  const { org, ask, type, ids, people, actions } = world
  for (const person of people)
    for (const action of actions) {
      const asked = { org, subject: `user:${person}`, action, type }
      const listed = (await ok(t, ask('POST', '/search/resources', asked))).items.map((ref: string) =>
        ref.slice(type.length + 1),
      )
      const checks = ids.map(id => ({ subject: asked.subject, action, resource: `${type}:${id}` }))
      const { results } = await ok(t, ask('POST', '/check/batch', { org, checks }))
      const allowed = ids.filter((_, at) => results[at].allowed)
      t.deepEqual(listed.toSorted(), allowed.toSorted(), `${person} ${action}`)
      for (const complete of [false, true]) {
        const body = { ...asked, complete }
        const found = await find(type, form => ok(t, ask('POST', '/search/query', { ...body, form })))
        const known = complete ? found.filter(id => id !== STRANGER) : found
        t.deepEqual(known.toSorted(), allowed.toSorted(), `${person} ${action} ${complete}`)
      }
    }
}

for (const seed of [1, 2, 3]) {
  test(`listed, allowed and found in SQLite are one, with collections (${seed})`, async t => {
    const world = await withCollections(t, seed)
    await agree(t, world, inSqlite(world.ids))
  })
  test(`listed, allowed and found in SQLite are one, with attributes (${seed})`, async t => {
    const world = await withAttributes(t, seed)
    await agree(t, world, inSqlite(world.ids))
  })
}

const overMongodb: Register = mongodb === undefined ? skipped('no MongoDB server was found') : test

overMongodb('listed, allowed and found in MongoDB are one', async t => {
  const client = await MongoClient.connect(mongodb?.database() ?? '')
  t.teardown(() => client.close())
  for (const world of [await withCollections(t, 9), await withAttributes(t, 9)]) {
    const items = client.db().collection<{ _id: string }>(`items-${world.type}`)
    await items.insertMany([...world.ids, STRANGER].map(_id => ({ _id })))
    await agree(t, world, async (_type, query) => {
      const { mongodb: filter } = await query('mongodb')
      return (await items.find(filter).toArray()).map(({ _id }) => _id)
    })
  }
})

test('where the table is complete the fewer ids are named; all and none need none', async t => {
  const { at, alice, mo, gus, operator } = await acme(t, service, 'fewer')
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
  t.like(await of(gus, 'mongodb'), { matches: 'none', mongodb: { _id: { $in: [] } } })
  t.like(await of(gus, 'sql'), { matches: 'none', sql: { where: '1 = 0', parameters: [] } })
  t.like(await of(mo, 'sql', { field: 'd.key' }), { sql: { where: 'd.key IN (?)', parameters: ['streets'] } })
  for (let i = 0; i < 4; i++)
    await ok(t, operator('PUT', `${at}/resources/dataset/x${i}/access/grants/user:mo`, { level: 'can_view' }))
  await ok(t, operator('PUT', `${at}/datasets/streets/access/default`, { level: 'none' }))
  const { mongodb: query, revision } = await of(mo, 'mongodb')
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
})
