import test from 'ava'
import { createKeptDecisions } from '../../src/audit/kept-decisions.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import type { Decision } from '../../src/model/decision.ts'
import { BLOCK_MS } from '../../src/model/decision-block.ts'
import type { OrgId } from '../../src/model/id.ts'
import { subject } from '../../src/model/id.ts'
import type { Store } from '../../src/ports/store.ts'
import { found, NOON, pages } from './sample.ts'
import type { OpenStore } from './store-under-test.ts'

export const decision = (org: OrgId, ms: number, more: Partial<Decision> = {}): Decision => ({
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

export const keptIn = ({ decisions }: Pick<Store, 'decisions'>) =>
  createKeptDecisions({ store: decisions, turns: { isOver, nextTurn } })

export const decisionsContract = (open: OpenStore): void => {
  test('decisions are paged, the newest first, each once', async t => {
    const { store } = await open(t)
    const { sink, query } = keptIn(store)
    const [org, other] = [await found(store), await found(store)]
    const denied = decision(org, 5, { allowed: false, reason: 'no_access' })
    await sink.append([3, 1, 1, 1].map(ms => decision(org, ms)))
    await sink.append([decision(other, 9), denied])
    await sink.append([])
    const read = await pages(page => query(org, {}, page), 2)
    t.deepEqual(
      read.map(page => page.map(({ at }) => at.getTime() - NOON.getTime())),
      [[5, 3], [1, 1], [1]],
    )
    t.deepEqual(read[0]?.[0], denied)
  })

  test('decisions are found by person, resource, action, outcome and time', async t => {
    const { store } = await open(t)
    const { sink, query, lastUses } = keptIn(store)
    const org = await found(store)
    const rule = ['p', 'user:bo', org, 'dataset:streets', 'can_view', 'allow'] as const
    const bo = subject('user', 'bo')
    const all = [
      decision(org, 1, { subject: bo, rule }),
      decision(org, 2, { resource: 'dataset:walls' }),
      decision(org, 3, { action: 'edit', allowed: false }),
      decision(org, 4, { subject: bo, allowed: false }),
    ]
    await sink.append(all)
    const times = async (filter: Parameters<typeof query>[1]) =>
      (await query(org, filter, { limit: 10 })).items.map(({ at }) => at.getTime() - NOON.getTime())
    t.deepEqual(await times({ subjects: [bo] }), [4, 1])
    t.deepEqual(await times({ subjects: [bo, subject('user', 'ann'), 'masked:x'] }), [4, 3, 2, 1])
    const both = await pages(page => query(org, { subjects: [bo, subject('user', 'ann')] }, page), 1)
    t.is(both.length, 4)
    t.deepEqual(await times({ resource: 'dataset:walls' }), [2])
    t.deepEqual(await times({ action: 'edit' }), [3])
    t.deepEqual(await times({ allowed: false }), [4, 3])
    t.deepEqual(await times({ allowed: true, subjects: [bo] }), [1])
    const [since, until] = [2, 4].map(ms => new Date(NOON.getTime() + ms)) as [Date, Date]
    t.deepEqual(await times({ since, until }), [3, 2])
    t.deepEqual(await times({ rules: [rule] }), [1])
    t.deepEqual(await times({ rules: [['p', 'user:bo', org, 'dataset:walls', 'can_view', 'allow']] }), [])
    const ann = subject('user', 'ann')
    const uses = await lastUses(org, [
      { by: [bo] },
      { by: [bo, ann], resource: 'dataset:walls' },
      { by: [ann] },
      { by: ['user:nobody'] },
      { by: one => one === bo },
      { by: one => one === ann, resource: 'dataset:walls' },
      { by: () => false, resource: 'dataset:walls' },
    ])
    t.deepEqual(
      uses.map(at => at && at.getTime() - NOON.getTime()),
      [1, 2, 2, undefined, 1, 2, undefined],
      'what was denied is no use',
    )
  })

  test('blocks that overlap are read as one list, and pages go on where they stood', async t => {
    const { store } = await open(t)
    const { sink, query, stream } = keptIn(store)
    const org = await found(store)
    // Two processes, each with its own order of arrival, over several minutes.
    const made = (first: number, every: number) =>
      Array.from({ length: 40 }, (_, n) => decision(org, first + n * every, { request_id: `${first}` }))
    await sink.append(made(0, 7_001))
    await sink.append(made(5, 3_003).reverse())
    const all: number[] = []
    for await (const some of stream(org, {})) all.push(...some.map(({ at }) => at.getTime() - NOON.getTime()))
    t.deepEqual(
      all,
      [...made(0, 7_001), ...made(5, 3_003)]
        .map(({ at }) => at.getTime() - NOON.getTime())
        .sort((a, b) => b - a),
    )
    const read = (await pages(page => query(org, {}, page), 7)).flat()
    t.deepEqual(
      read.map(({ at }) => at.getTime() - NOON.getTime()),
      all,
    )
  })

  test('old decisions go, of one organisation or of all', async t => {
    const { store } = await open(t)
    const { sink, query } = keptIn(store)
    const [one, two] = [await found(store), await found(store)]
    // Long before those of other tests, which may have the same database.
    const old = (org: OrgId, minute: number) => decision(org, 0, { at: new Date(minute * BLOCK_MS) })
    const kept = old(one, 10)
    await sink.append([old(one, 1), old(one, 1), old(two, 2), kept])
    const before = new Date(5 * BLOCK_MS)
    t.true(await store.decisions.hasOlder(one, before))
    t.is(await store.decisions.prune(before, one), 2)
    t.false(await store.decisions.hasOlder(one, before))
    t.is(await store.decisions.prune(before), 1)
    t.is(await store.decisions.prune(before), 0)
    t.deepEqual((await query(one, {}, { limit: 5 })).items, [kept])
  })
}
