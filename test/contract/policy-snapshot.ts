import test from 'ava'
import { endRule } from '../../src/model/rule-ends.ts'
import { change, found, grant, grants, organisation, orgId, rulesAt } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const policySnapshotContract = (open: OpenStore): void => {
  test('rules stream in the order in which they were added, at the head and at every older revision', async t => {
    const { store } = await open(t)
    const [a, b, c, d] = ['a', 'b', 'c', 'd']
    const org = await found(store, org => [grant(org, d), grant(org, a)])
    await store.policy.apply(org, change(1, { adds: [grant(org, c)], removes: [grant(org, d)] }))
    await store.policy.apply(org, change(2, { adds: [grant(org, d), grant(org, b)] }))
    await store.policy.apply(org, change(3, { removes: [grant(org, a), grant(org, b)] }))
    const expected = [[], [d, a], [a, c], [a, c, d, b], [c, d]]
    for (const revision of [1, 2, 3, 4])
      t.deepEqual(
        await rulesAt(store, org, revision),
        expected[revision]?.map(name => grant(org, name)),
      )
    t.deepEqual(await rulesAt(store, org), await rulesAt(store, org, 4))
  })

  test('the end of a rule is kept beside it, found by its origin, and removed by itself', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const rule = grant(org, 'a')
    const [sooner, later] = [endRule(rule, new Date(1e12)), endRule(rule, new Date(2e12))]
    await store.policy.apply(org, change(1, { adds: [rule, sooner] }))
    await store.policy.apply(org, change(2, { adds: [later], removes: [sooner] }))
    t.deepEqual(await rulesAt(store, org, 2), [rule, sooner])
    t.deepEqual(await rulesAt(store, org), [rule, later])
    t.deepEqual(await store.policy.origins(org, [rule, later, sooner], 3), [2, 3, undefined])
  })

  test('there is no snapshot of what has not been', async t => {
    const { store } = await open(t)
    const org = await found(store)
    for (const revision of [0, 2, -1, 1.5]) t.is(await store.policy.snapshot(org, revision), undefined)
    t.is(await store.policy.snapshot(orgId(), 1), undefined)
  })

  test('a snapshot of a thousand rules stays what it was while others write', async t => {
    const { store } = await open(t)
    const org = await found(store, org => grants(org, 0, 1000))
    await store.policy.apply(org, change(1, { adds: grants(org, 1000, 2000) }))
    const snapshot = await store.policy.snapshot(org)
    const seen = []
    for await (const batch of snapshot?.rules ?? []) {
      if (seen.length === 0) {
        await store.policy.apply(
          org,
          change(2, { removes: [grant(org, 0), grant(org, 1999)], adds: [grant(org, 'late')] }),
        )
      }
      seen.push(...batch)
    }
    t.is(snapshot?.revision, 2)
    t.deepEqual(seen, grants(org, 0, 2000))
    t.deepEqual(await rulesAt(store, org), [...grants(org, 1, 1999), grant(org, 'late')])
  })

  test('a reader may leave early, and the store goes on', async t => {
    const { store } = await open(t)
    const org = await found(store, org => grants(org, 0, 3))
    const snapshot = await store.policy.snapshot(org)
    for await (const batch of snapshot?.rules ?? []) {
      t.true(batch.length > 0)
      break
    }
    t.is((await store.policy.apply(org, change(1, { adds: [grant(org, 3)] }))).revision, 2)
  })

  test("the organisation of an old snapshot is today's", async t => {
    const { store } = await open(t)
    const org = await found(store)
    const value = organisation(org, { name: 'Renamed' })
    await store.policy.apply(org, change(1, { records: [{ put: 'organisation', value }] }))
    t.deepEqual((await store.policy.snapshot(org, 1))?.organisation, value)
  })
}
