import test from 'ava'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { change, found, grant } from '../contract/sample.ts'

test('a follower that fails over a change is told of a gap; the change stands, and the others hear of it', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store)
  const gaps: string[] = []
  const heard: number[] = []
  await store.policy.watch({
    change: () => {
      throw new Error('no room')
    },
    gap: reason => gaps.push(reason),
  })
  await store.policy.watch({
    change: record => heard.push(record.revision),
    gap: () => t.fail('this one missed nothing'),
  })
  const { revision } = await store.policy.apply(org, change(1, { adds: [grant(org, 0)] }))
  t.is(revision, 2)
  t.is(await store.policy.head(org), 2)
  t.deepEqual(heard, [2])
  t.deepEqual(gaps, [`revision 2 of ${org} was not taken in: Error: no room`])
})

test('a watcher has been told before the change is acknowledged', async t => {
  const store = await openSqliteStore({ path: ':memory:' })
  t.teardown(() => store.close())
  const org = await found(store)
  let told = 0
  await store.policy.watch({
    change: record => {
      told = record.revision
    },
    gap: () => {},
  })
  const { revision } = await store.policy.apply(org, change(1))
  t.is(told, revision)
})
