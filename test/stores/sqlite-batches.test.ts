import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { change, found, grants, rulesAt } from '../contract/sample.ts'

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
