/** Organisations under a policy by collections or attributes, with the records that a platform of its own has of their resources. */
import { DatabaseSync } from 'node:sqlite'
import type { ExecutionContext } from 'ava'
import { acme, ok } from '../service/acme.ts'
import type { Ask, Body } from '../service/client.ts'
import type { Service } from '../service/service.ts'

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
export const withCollections = async (t: ExecutionContext, service: Service, seed: number) => {
  const org = `law-${seed}`
  const { at, operator } = await acme(t, service, org)
  const roll = dice(seed)
  const ids = Array.from({ length: 20 }, (_, i) => `d ${i}, "${i}"`)
  const records = new Map<string, PlatformRecord>([['streets', { collections: [], attributes: {} }]])
  const put = (path: string, body?: object) => ok(t, operator('PUT', at + path, body))
  for (const id of ['c0', 'c1', 'c2']) await put(`/resources/collection/${id}`, {})
  for (const id of ids) {
    const path = `/resources/dataset/${encodeURIComponent(id)}`
    await put(path, {})
    const collection = roll(2) === 0 ? `c${roll(3)}` : undefined
    if (collection !== undefined) await put(`${path}/collections/${collection}`)
    records.set(id, { collections: collection === undefined ? [] : [collection], attributes: {} })
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
    records,
    people: ['alice', 'mo', 'gus'],
    actions: ['view', 'edit'],
  }
}

/** People and records with attributes at random, under the set `search`. */
export const withAttributes = async (t: ExecutionContext, { operator }: Service, seed: number) => {
  const org = `attributes-${seed}`
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
  const records = new Map(
    ids.map((id): [string, PlatformRecord] => [
      id,
      {
        collections: [],
        attributes: {
          department: departments[roll(3)] ?? null,
          owner: `user:${['ann', 'bo', 'cy'][roll(3)]}`,
        },
      },
    ]),
  )
  const operations = [...records].map(([id, { attributes }]) => ({
    operation: 'putResource',
    params: { type: 'record', id },
    body: { attributes },
  }))
  await ok(t, operator('POST', `${at}/changes`, { operations }))
  return {
    org,
    ask: operator,
    type: 'record',
    records,
    people: ['ann', 'bo', 'cy'],
    actions: ['view', 'edit', 'delete'],
  }
}

const PROJECTS = ['atlas', 'delta', 'ocean', 'a, b: "c"']

/** People in projects and records with labels at random, under the set `labels`; some records have no list. */
export const withLists = async (t: ExecutionContext, { operator }: Service, seed: number) => {
  const org = `lists-${seed}`
  const at = `/v1/orgs/${org}`
  await ok(t, operator('POST', '/v1/orgs', { id: org, name: org, policy_set: 'labels' }), 201)
  const roll = dice(seed)
  const some = (of: readonly string[]) => of.filter(() => roll(2) === 0)
  for (const [index, id] of ['ann', 'bo', 'cy'].entries()) {
    const role = ['manager', 'employee', 'contractor'][index]
    const projects = [PROJECTS[roll(4)] ?? '', ...some(PROJECTS)]
    await ok(t, operator('PUT', `${at}/members/${id}`, { role, attributes: { projects } }))
  }
  const records = new Map(
    Array.from({ length: 15 }, (_, i): [string, PlatformRecord] => [
      `r${i}`,
      {
        collections: [],
        attributes: {
          project: PROJECTS[roll(4)] ?? null,
          labels: roll(4) === 0 ? null : some(['public', 'frozen']),
          shared_with: roll(4) === 0 ? null : some(PROJECTS.slice(1)),
        },
      },
    ]),
  )
  const operations = [...records].map(([id, { attributes }]) => ({
    operation: 'putResource',
    params: { type: 'record', id },
    body: { attributes },
  }))
  await ok(t, operator('POST', `${at}/changes`, { operations }))
  const [people, actions] = [
    ['ann', 'bo', 'cy'],
    ['view', 'edit', 'delete'],
  ]
  return { org, ask: operator, type: 'record', records, people, actions }
}

/** A record of the platform that is not registered here: no condition finds it, unless the caller says that there is none. */
export const STRANGER = 'a stranger'

/** What the platform has of a resource: the same as is registered here. */
interface PlatformRecord {
  readonly collections: readonly string[]
  readonly attributes: Readonly<Record<string, string | readonly string[] | null>>
}

interface World {
  readonly org: string
  readonly ask: Ask
  readonly type: string
  readonly records: ReadonlyMap<string, PlatformRecord>
  readonly people: readonly string[]
  readonly actions: readonly string[]
}

/** What a database of the platform finds, and how it calls the parts of its records. */
interface Database {
  readonly form: string
  readonly named: object
  find(query: Body): Promise<string[]>
}

export const inSqlite = ({ records }: World): Database => {
  const database = new DatabaseSync(':memory:')
  database.exec(
    "CREATE TABLE items (id TEXT PRIMARY KEY, department TEXT, owner TEXT, project TEXT); CREATE TABLE listed (item TEXT, name TEXT, value TEXT); CREATE VIEW labels AS SELECT * FROM listed WHERE name = 'labels'; CREATE VIEW shared AS SELECT * FROM listed WHERE name = 'shared_with'; CREATE TABLE memberships (item TEXT, collection TEXT); INSERT INTO memberships VALUES (NULL, NULL)",
  )
  for (const [id, { collections, attributes }] of records) {
    const [department = null, owner = null, project = null] = ['department', 'owner', 'project'].map(
      name => attributes[name] as string | null | undefined,
    )
    database.prepare('INSERT INTO items VALUES (?, ?, ?, ?)').run(id, department, owner, project)
    for (const [name, list] of Object.entries(attributes))
      for (const value of Array.isArray(list) ? list : [])
        database.prepare('INSERT INTO listed VALUES (?, ?, ?)').run(id, name, value)
    for (const collection of collections)
      database.prepare('INSERT INTO memberships VALUES (?, ?)').run(id, collection)
  }
  database.prepare('INSERT INTO items VALUES (?, NULL, NULL, NULL)').run(STRANGER)
  return {
    form: 'sql',
    named: {
      collections: { table: 'memberships', id: 'item', collection: 'collection' },
      attributes: {
        department: 'items.department',
        owner: 'owner',
        project: 'project',
        labels: { table: 'labels', id: 'item', value: 'value' },
        shared_with: { table: 'shared', id: 'item', value: 'value' },
      },
    },
    find: async ({ sql: { where, parameters } }) =>
      database
        .prepare(`SELECT id FROM items WHERE ${where}`)
        .all(...parameters)
        .map(row => String(row.id)),
  }
}

/** Listed by the search, allowed by a check, and found by the condition: the same. Answers how many were made of the rules. */
export const agree = async (
  t: ExecutionContext,
  world: World,
  { form, named, find }: Database,
): Promise<number> => {
  const { org, ask, type, records, people, actions } = world
  const ids = [...records.keys()]
  let byRules = 0
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
      for (const more of [{}, { complete: true }, { complete: true, ...named }]) {
        const query = await ok(t, ask('POST', '/search/query', { ...asked, form, ...more }))
        const found = await find(query)
        const known = 'complete' in more ? found.filter(id => id !== STRANGER) : found
        t.deepEqual(known.toSorted(), allowed.toSorted(), `${person} ${action} ${JSON.stringify(query)}`)
        if (query.by === 'rules') byRules += 1
      }
    }
  return byRules
}
