import test from 'ava'
import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'
import { subject } from '../../src/model/id.ts'
import { found, NOON, pages } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

const decision = (org: OrgId, ms: number, more: Partial<Decision> = {}): Decision => ({
  org,
  at: new Date(NOON.getTime() + ms),
  subject: subject('user', 'ann'),
  action: 'view',
  resource: 'dataset:streets',
  allowed: true,
  revision: 7,
  asked_by: subject('service', 'web'),
  request_id: 'r1',
  ...more,
})

export const decisionsContract = (open: OpenStore): void => {
  test('decisions are paged, the newest first, each once', async t => {
    const { store } = await open(t)
    const [org, other] = [await found(store), await found(store)]
    const denied = decision(org, 5, { allowed: false, reason: 'no_access' })
    await store.decisions.append([3, 1, 1, 1].map(ms => decision(org, ms)))
    await store.decisions.append([decision(other, 9), denied])
    await store.decisions.append([])
    const read = await pages(page => store.decisions.query(org, {}, page), 2)
    t.deepEqual(
      read.map(page => page.map(({ at }) => at.getTime() - NOON.getTime())),
      [[5, 3], [1, 1], [1]],
    )
    t.deepEqual(read[0]?.[0], denied)
  })

  test('decisions are found by person, resource, action, outcome and time', async t => {
    const { store } = await open(t)
    const org = await found(store)
    const bo = subject('user', 'bo')
    const all = [
      decision(org, 1, { subject: bo }),
      decision(org, 2, { resource: 'dataset:walls' }),
      decision(org, 3, { action: 'edit', allowed: false }),
      decision(org, 4, { subject: bo, allowed: false }),
    ]
    await store.decisions.append(all)
    const times = async (filter: Parameters<typeof store.decisions.query>[1]) =>
      (await store.decisions.query(org, filter, { limit: 10 })).items.map(
        ({ at }) => at.getTime() - NOON.getTime(),
      )
    t.deepEqual(await times({ subjects: [bo] }), [4, 1])
    t.deepEqual(await times({ subjects: [bo, subject('user', 'ann'), 'masked:x'] }), [4, 3, 2, 1])
    const both = await pages(
      page => store.decisions.query(org, { subjects: [bo, subject('user', 'ann')] }, page),
      1,
    )
    t.is(both.length, 4)
    t.deepEqual(await times({ resource: 'dataset:walls' }), [2])
    t.deepEqual(await times({ action: 'edit' }), [3])
    t.deepEqual(await times({ allowed: false }), [4, 3])
    t.deepEqual(await times({ allowed: true, subjects: [bo] }), [1])
    const [since, until] = [2, 4].map(ms => new Date(NOON.getTime() + ms)) as [Date, Date]
    t.deepEqual(await times({ since, until }), [3, 2])
  })

  test('old decisions go, over all organisations', async t => {
    const { store } = await open(t)
    const [one, two] = [await found(store), await found(store)]
    // Long before those of other tests, which may have the same database.
    const old = (org: OrgId, ms: number) => decision(org, ms, { at: new Date(ms) })
    const kept = old(one, 10)
    await store.decisions.append([old(one, 1), old(two, 2), kept])
    const before = new Date(5)
    t.is(await store.decisions.prune(before), 2)
    t.is(await store.decisions.prune(before), 0)
    t.deepEqual((await store.decisions.query(one, {}, { limit: 5 })).items, [kept])
  })
}
