import test from 'ava'
import { Conflict } from '../../src/ports/errors.ts'
import { change, foundAs, grant, grants, orgId } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'
import { watching } from './watching.ts'

export const policyWatchContract = (open: OpenStore): void => {
  test('a watcher is told every committed change, whole and in order', async t => {
    const { store } = await open(t)
    const org = orgId()
    const watcher = await watching(store, org)
    await foundAs(store, org)
    for (const n of [1, 2]) await store.policy.apply(org, change(n, { adds: [grant(org, n)] }))
    await t.throwsAsync(store.policy.apply(org, change(1, { adds: [grant(org, 9)] })), {
      instanceOf: Conflict,
    })
    await store.policy.apply(org, change(3, { removes: [grant(org, 1)], narrows: true }))
    const told = [...(await watcher.until(4))]
    t.deepEqual(told, await Array.fromAsync(store.policy.changes(org, 0)))
    await watcher.stop()
  })

  test('a watcher that was away reads what it missed, and misses nothing after', async t => {
    const { store } = await open(t)
    const org = orgId()
    const before = await watching(store, org)
    await foundAs(store, org)
    await before.until(1)
    await before.stop()
    await store.policy.apply(org, change(1, { adds: grants(org, 0, 2) }))
    const after = await watching(store, org)
    const missed = await Array.fromAsync(store.policy.changes(org, 1))
    await store.policy.apply(org, change(2, { removes: [grant(org, 0)] }))
    await after.until(1)
    t.deepEqual(
      [...before.seen, ...missed, ...after.seen].map(record => record.revision),
      [1, 2, 3],
    )
    await after.stop()
  })

  test('two watchers are both told, and stopping one leaves the other', async t => {
    const { store } = await open(t)
    const org = orgId()
    const [one, two] = [await watching(store, org), await watching(store, org)]
    await foundAs(store, org)
    await Promise.all([one.until(1), two.until(1)])
    await one.stop()
    await store.policy.apply(org, change(1))
    await two.until(2)
    t.is(one.seen.length, 1)
    await two.stop()
  })
}
