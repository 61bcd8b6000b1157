import test from 'ava'
import type { ChangeRecord } from '../../src/model/change.ts'
import { PastPruned } from '../../src/ports/errors.ts'
import { change, found, grant, grants, orgId, pages, rulesAt, sorted } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const revisions = (records: readonly ChangeRecord[]): number[] => records.map(record => record.revision)

export const policyHistoryContract = (open: OpenStore): void => {
  test('history is paged, the newest first', async t => {
    const { store } = await open(t)
    const org = await found(store)
    for (const n of [1, 2, 3, 4]) await store.policy.apply(org, change(n, { adds: [grant(org, n)] }))
    const read = await pages(page => store.policy.history(org, page), 2)
    t.deepEqual(read.map(revisions), [[5, 4], [3, 2], [1]])
    t.deepEqual(read[0]?.[0]?.adds, [grant(org, 4)])
    t.deepEqual(await pages(page => store.policy.history(org, page), 5).then(all => all.map(revisions)), [
      [5, 4, 3, 2, 1],
    ])
    t.deepEqual((await store.policy.history(orgId(), { limit: 5 })).items, [])
  })

  test('each rule is traced to the revision that added it, as it held then', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const rule = grant(org, 1)
    await store.policy.apply(org, change(1, { adds: [rule] }))
    await store.policy.apply(org, change(2, { removes: [rule] }))
    await store.policy.apply(org, change(3, { adds: [grant(org, 2), rule] }))
    const rules = [grant(org, 2), rule, grant(org, 3)]
    t.deepEqual(await store.policy.origins(org, rules, 4), [4, 4, undefined])
    t.deepEqual(await store.policy.origins(org, rules, 3), [undefined, undefined, undefined])
    t.deepEqual(await store.policy.origins(org, rules, 2), [undefined, 2, undefined])
    t.deepEqual(await store.policy.origins(org, rules, 1), [undefined, undefined, undefined])
    t.deepEqual(await store.policy.origins(orgId(), rules, 1), [undefined, undefined, undefined])
  })

  test('changes are read in order, from after one revision up to another', async t => {
    const { store } = await open(t)
    const org = await found(store)
    await found(store)
    for (const n of [1, 2, 3]) await store.policy.apply(org, change(n, { adds: [grant(org, n)] }))
    const read = async (after: number, until?: number) =>
      revisions(await Array.fromAsync(store.policy.changes(org, after, until)))
    t.deepEqual(await read(0), [1, 2, 3, 4])
    t.deepEqual(await read(1, 3), [2, 3])
    t.deepEqual(await read(3, 9), [4])
    t.deepEqual(await read(4), [])
    const [one] = await Array.fromAsync(store.policy.changes(org, 1, 2))
    const history = (await store.policy.history(org, { limit: 10 })).items
    t.deepEqual(
      one,
      history.find(record => record.revision === 2),
    )
  })

  test('the revision of a moment', async t => {
    let clock = Date.parse('2026-05-03T12:00:00Z')
    const { store } = await open(t, { now: () => new Date(clock) })
    const org = await found(store)
    for (const expected of [1, 2, 3]) {
      if (expected !== 2) clock += 1000
      await store.policy.apply(org, change(expected))
    }
    const at = (text: string) => store.policy.revisionAt(org, new Date(`2026-05-03T${text}Z`))
    t.is(await at('11:59:59.999'), 0)
    t.is(await at('12:00:00.000'), 1)
    t.is(await at('12:00:00.999'), 1)
    t.is(await at('12:00:01.000'), 3)
    t.is(await at('13:00:00.000'), 4)
    t.is(await store.policy.revisionAt(orgId(), new Date()), 0)
  })

  test('rules of the past are pruned by age: what is younger answers as ever, what is older says so', async t => {
    let clock = Date.parse('2026-05-03T12:00:00Z')
    const { store, restores = true } = await open(t, { now: () => new Date(clock) })
    const { policy } = store
    const org = await found(store, org => grants(org, 0, 4))
    const other = await found(store)
    for (const expected of [1, 2, 3]) {
      clock += 60_000
      await policy.apply(org, change(expected, { removes: [grant(org, expected)] }))
    }
    const minute = (n: number) => new Date(Date.parse('2026-05-03T12:00:00Z') + n * 60_000)
    t.is(await policy.oldest(org), 1)
    t.is(await policy.prune(minute(1)), 0)
    t.is(await policy.oldest(org), 1)
    // At 12:02:30 the rules were those of revision 3: what 2 and 3 removed is forgotten.
    t.is(await policy.prune(minute(2.5)), 2)
    t.is(await policy.prune(minute(2.5)), 0)
    t.is(await policy.oldest(org), 3)
    const at = async (revision: number) => sorted(await rulesAt(store, org, revision))
    t.deepEqual(await at(3), sorted([grant(org, 0), grant(org, 3)]))
    t.deepEqual(await at(4), sorted([grant(org, 0)]))
    const pruned = { instanceOf: PastPruned, message: /revision 3/ }
    for (const revision of [1, 2]) await t.throwsAsync(at(revision), pruned)
    t.deepEqual(await policy.origins(org, [grant(org, 3)], 3), [1])
    await t.throwsAsync(policy.origins(org, [grant(org, 3)], 2), pruned)
    t.deepEqual(await policy.diff(org, 4, 3), { adds: [grant(org, 3)], removes: [] })
    for (const [from, to] of [
      [2, 4],
      [4, 1],
    ] as const)
      await t.throwsAsync(policy.diff(org, from, to), pruned)
    t.is((await Array.fromAsync(policy.changes(org, 0))).length, 4)
    t.is(await policy.oldest(other), 1)
    // Rules are made again from the changes by a process that has the store to itself.
    if (!restores) return
    await store.archive.restore(org, 4)
    t.is(await policy.oldest(org), 1)
    t.deepEqual(await at(1), sorted(grants(org, 0, 4)))
  })

  test('a difference turns one side into the other, in both directions', async t => {
    const { store } = await open(t)
    const org = await found(store, org => grants(org, 0, 3))
    await store.policy.apply(org, change(1, { adds: [grant(org, 3)], removes: [grant(org, 0)] }))
    await store.policy.apply(
      org,
      change(2, { adds: [grant(org, 0)], removes: [grant(org, 3), grant(org, 1)] }),
    )
    t.deepEqual(await store.policy.diff(org, 1, 2), { adds: [grant(org, 3)], removes: [grant(org, 0)] })
    t.deepEqual(await store.policy.diff(org, 2, 1), { adds: [grant(org, 0)], removes: [grant(org, 3)] })
    t.deepEqual(await store.policy.diff(org, 1, 3), { adds: [], removes: [grant(org, 1)] })
    t.deepEqual(await store.policy.diff(org, 3, 1), { adds: [grant(org, 1)], removes: [] })
    t.deepEqual(await store.policy.diff(org, 2, 2), { adds: [], removes: [] })
    t.is((await store.policy.diff(org, 0, 2)).adds.length, 3)
    t.deepEqual(await store.policy.diffWithin(2, org, 3, 2), await store.policy.diff(org, 3, 2))
    t.is(await store.policy.diffWithin(1, org, 3, 2), undefined)
  })

  test('undoing a difference is a new revision with the old rules', async t => {
    const { store } = await open(t)
    const org = await found(store, org => grants(org, 0, 3))
    await store.policy.apply(org, change(1, { adds: grants(org, 3, 5), removes: grants(org, 0, 2) }))
    await store.policy.apply(org, change(2, await store.policy.diff(org, 2, 1)))
    t.is(await store.policy.head(org), 3)
    t.deepEqual(sorted(await rulesAt(store, org)), sorted(grants(org, 0, 3)))
    t.deepEqual(await store.policy.diff(org, 1, 3), { adds: [], removes: [] })
  })
}
