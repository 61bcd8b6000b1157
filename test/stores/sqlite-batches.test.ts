import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createKeptDecisions } from '../../src/audit/kept-decisions.ts'
import { openStore } from '../../src/compose.ts'
import { onBehalfOf, Unwanted, whileWanted } from '../../src/engine/turns.ts'
import { type OrgId, subject } from '../../src/model/id.ts'
import type { Page } from '../../src/model/page.ts'
import { keptIn } from '../contract/decisions.ts'
import { change, found, grants, pages, refusalAt, rulesAt } from '../contract/sample.ts'

test('what takes several reads is read whole, in order, with nothing twice', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store, org => grants(org, 0, 1000))
  for (let n = 1; n < 40; n += 1)
    await store.policy.apply(org, change(n, { adds: grants(org, n * 1000, n * 1000 + (n < 15 ? 1000 : 1)) }))
  const gone = grants(org, 500, 9500)
  const added = await rulesAt(store, org)
  t.is(added?.length, 15_025)
  await store.policy.apply(org, change(40, { removes: gone, narrows: true }))

  t.deepEqual(await rulesAt(store, org, 40), added)
  t.deepEqual(await store.policy.diff(org, 40, 41), { adds: [], removes: gone })
  t.is((await store.policy.diff(org, 41, 1)).removes.length, 15_025 - 9_000 - 500)
  t.deepEqual(await rulesAt(store, org), [...grants(org, 0, 500), ...(added ?? []).slice(9500)])
  const records = await Array.fromAsync(store.policy.changes(org, 0))
  t.deepEqual(
    records.map(({ revision }) => revision),
    Array.from({ length: 41 }, (_, n) => n + 1),
  )
  t.deepEqual(
    (await Array.fromAsync(store.policy.changes(org, 3, 37))).map(({ revision }) => revision),
    Array.from({ length: 34 }, (_, n) => n + 4),
  )
  t.deepEqual(records.at(-1)?.removes, gone)
  t.is((await store.policy.diff(org, 1, 41)).adds.length, 15_025 - 9000 + 500 - 1000)
})

test('an old trail is pruned whole, however long it is', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store)
  const at = (n: number) => new Date(Date.parse('2001-01-01T00:00:00Z') + n)
  const future = new Date('2999-01-01T00:00:00Z')
  const line = (n: number) => ({
    id: `line-${n}`,
    org,
    at: at(n),
    actor: 'operator' as const,
    operation: 'setGrant',
    target: 'org',
    outcome: 'refused' as const,
  })
  const young = { ...line(10_001), at: future }
  await store.audit.append([...Array.from({ length: 10_001 }, (_, n) => line(n)), young])
  const steps: number[] = []
  do steps.push(await store.audit.prune(org, future))
  while (steps.at(-1) !== 0)
  t.is(
    steps.reduce((sum, lines) => sum + lines),
    10_002,
    'with the line of the change that founded it',
  )
  const { items } = await store.audit.query(org, { actor: 'operator' }, { limit: 10 })
  t.deepEqual(items.map(({ operation, chain }) => [operation, chain?.n]).at(0), ['setGrant', 10_003])
  t.is(items.length, steps.length)
})

test('the one decision of a kind among many thousands is found, page by page', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store)
  const { sink, query } = keptIn(store)
  const decision = (n: number) => ({
    org,
    at: new Date(Math.floor(n / 7)),
    subject: `user:${n % 2}`,
    action: n % 9_000 === 3 ? 'delete' : 'view',
    resource: n % 9_000 === 3 ? 'dataset:walls' : 'dataset:streets',
    allowed: true,
    revision: 1,
    asked_by: 'operator',
    request_id: String(n),
  })
  for (let from = 0; from < 20_000; from += 1_000)
    await sink.append(Array.from({ length: 1_000 }, (_, n) => decision(from + n)))
  const deletes = { action: 'delete' }
  const ids = (items: readonly { readonly request_id: string }[]) => items.map(each => each.request_id)
  t.deepEqual(ids((await query(org, deletes, { limit: 10 })).items), ['18003', '9003', '3'])
  const read = (await pages(page => query(org, deletes, page), 1)).flat()
  t.deepEqual(ids(read), ['18003', '9003', '3'])
  const one = await query(org, { ...deletes, subjects: ['user:1', 'user:0'] }, { limit: 2 })
  t.deepEqual(ids(one.items), ['18003', '9003'])
  const there = { subjects: ['user:1'], resource: 'dataset:walls' }
  t.deepEqual(ids((await query(org, there, { limit: 10 })).items), ['18003', '9003', '3'])
})

test('the one line of a kind among many thousands is found, page by page, and others have their turns', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store)
  const line = (n: number) =>
    refusalAt(org, Math.floor(n / 7), {
      id: `line-${n}`,
      actor: subject('user', String(n % 2)),
      operation: n % 4_500 === 3 ? 'deleteDataset' : 'setGrant',
      target: n % 4_500 === 3 ? 'dataset:walls' : 'dataset:streets',
    })
  await store.audit.append(Array.from({ length: 10_000 }, (_, n) => line(n)))
  const rare = ['line-9003', 'line-4503', 'line-3']
  let turns = 0
  const count = () => {
    turns += 1
    counting = setImmediate(count)
  }
  let counting = setImmediate(count)
  for (const filter of [
    { actor: 'user:1', operation: 'deleteDataset' },
    { subject: 'user:1', operation: 'deleteDataset', until: new Date(9_000) },
    { target: 'dataset:walls', outcome: 'refused', actor: 'user:1' },
  ] as const)
    for (const limit of [1, 2, 10]) {
      const read = (await pages(page => store.audit.query(org, filter, page), limit)).flat()
      t.deepEqual(
        read.map(({ id }) => id),
        rare,
      )
    }
  clearImmediate(counting)
  t.true(turns > 3, `${turns} turns`)
})

test('a look through the trail, or the decisions, ends when whoever asked has left', async t => {
  const store = await openStore('sqlite::memory:')
  t.teardown(() => store.close())
  const org = await found(store)
  await store.audit.append(
    Array.from({ length: 3_000 }, (_, n) => refusalAt(org, n, { id: `line-${n}`, target: `dataset:${n}` })),
  )
  const decision = { org, subject: 'user:mo', action: 'view', resource: 'dataset:streets', allowed: true }
  for (let n = 0; n < 30; n += 1)
    await keptIn(store).sink.append([
      { ...decision, at: new Date(n * 100_000), revision: 1, asked_by: 'operator', request_id: String(n) },
    ])
  const decisions = createKeptDecisions({ store: store.decisions, turns: whileWanted })
  const looks: readonly (() => Promise<Page<unknown>>)[] = [
    () => store.audit.query(org, { operation: 'deleteDataset', outcome: 'refused' }, { limit: 1 }),
    () => decisions.query(org, { subjects: ['user:ann'] }, { limit: 1 }),
  ]
  for (const look of looks) {
    t.is((await onBehalfOf(org, look, { gone: () => false })).items.length, 0)
    // What goes on in the turn in which the look before ended might be done before that turn is over.
    await new Promise(resolve => setImmediate(resolve))
    await t.throwsAsync(onBehalfOf(org, look, { gone: () => true }), { instanceOf: Unwanted })
  }
})

test('lines of no chain are counted up to a bound, those written last', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = 'not-there' as OrgId
  await store.audit.append([9, 1, 2, 3].map(ms => refusalAt(org, ms)))
  t.deepEqual(await store.audit.unchained(org, 3), { lines: 3, newest: new Date(3) })
  t.deepEqual(await store.audit.unchained(org, 10), { lines: 4, newest: new Date(9) })
})
