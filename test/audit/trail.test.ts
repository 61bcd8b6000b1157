import test from 'ava'
import { createTrail } from '../../src/audit/trail.ts'
import { openStore } from '../../src/compose.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import type { OrgId, Subject } from '../../src/model/id.ts'

const org = 'acme' as OrgId
const attempt = (actor: string) => ({
  actor: actor as Subject,
  operation: 'removeMember',
  target: 'user:alice',
})

test('of what one caller has refused in a flood a hundred are lines, the rest is a number, and nobody else is hidden', async t => {
  const store = await openStore('sqlite::memory:')
  let now = Date.parse('2026-05-01T12:00:00Z')
  const trail = createTrail({
    turns: { isOver, nextTurn },
    records: store.records,
    store: { ...store.audit, noted: () => new Date(now) },
    failed: error => t.fail(String(error)),
  })
  const of = async (actor: string, from = org) =>
    (await trail.query(from, { actor }, { limit: 1_000 })).items.map(
      ({ operation, reason }) => reason ?? operation,
    )
  for (let n = 0; n < 5_000; n += 1) trail.refused(org, attempt('user:mo'), 'forbidden')
  trail.refused(org, attempt('user:gus'), 'forbidden')
  trail.refused('globex' as OrgId, attempt('user:mo'), 'forbidden')
  t.is((await of('user:mo')).length, 100)
  t.deepEqual(await of('user:gus'), ['removeMember'])
  t.deepEqual(await of('user:mo', 'globex' as OrgId), ['removeMember'])
  now += 60_000
  t.deepEqual((await of('user:mo')).slice(0, 2), ['4900 more were refused', 'removeMember'])
  for (let n = 0; n < 50; n += 1) trail.refused(org, attempt('user:mo'), 'forbidden')
  t.is((await of('user:mo')).length, 100 + 1 + 10, 'ten a minute from then on')
  for (let n = 0; n < 2_000; n += 1) trail.refused(org, attempt(`user:${n % 20}`), 'forbidden')
  const all = (await trail.query(org, { operation: 'removeMember' }, { limit: 2_000 })).items
  t.true(all.length <= 1_100, `${all.length} of all in the organisation`)
  await trail.close()
  const more = await store.audit.query(org, { operation: 'moreRefused', actor: 'user:mo' }, { limit: 10 })
  t.is(more.items[0]?.reason, '40 more were refused')
  await store.close()
})

test('a store that does not answer fills no memory: what waits for it is bounded', async t => {
  const store = await openStore('sqlite::memory:')
  const appended: number[] = []
  let go = (): void => {}
  const gate = new Promise<void>(resolve => {
    go = resolve
  })
  const trail = createTrail({
    turns: { isOver, nextTurn },
    records: store.records,
    store: {
      ...store.audit,
      append: async events => {
        await gate
        appended.push(events.length)
      },
    },
    failed: error => t.fail(String(error)),
  })
  const reading: Promise<unknown>[] = []
  for (let n = 0; n < 20_000; n += 1) {
    trail.refused(`org-${n % 2_000}` as OrgId, attempt(`user:${n % 5}`), 'forbidden')
    if (n % 4_000 === 0) reading.push(trail.query(org, {}, { limit: 1 }))
  }
  go()
  await Promise.all(reading)
  await trail.close()
  t.is(
    appended.reduce((sum, lines) => sum + lines),
    10_000,
  )
  await store.close()
})

test('whoever reads, at whatever moment, finds all that was noted before', async t => {
  const store = await openStore('sqlite::memory:')
  const trail = createTrail({
    turns: { isOver, nextTurn },
    records: store.records,
    store: store.audit,
    failed: error => t.fail(String(error)),
  })
  trail.refused(org, attempt('user:mo'), 'forbidden')
  const pages = await Promise.all([1, 2, 3].map(() => trail.query(org, {}, { limit: 10 })))
  t.deepEqual(
    pages.map(({ items }) => items.length),
    [1, 1, 1],
  )
  await trail.close()
  await store.close()
})

test('a trail that cannot be written is reported, and written again once it can', async t => {
  const store = await openStore('sqlite::memory:')
  let broken = true
  const failed: unknown[] = []
  const append: typeof store.audit.append = events =>
    broken ? Promise.reject(new Error('disk full')) : store.audit.append(events)
  const trail = createTrail({
    turns: { isOver, nextTurn },
    records: store.records,
    store: { ...store.audit, append },
    failed: error => failed.push(error),
  })
  trail.refused(org, attempt('user:mo'), 'forbidden')
  t.is((await trail.query(org, {}, { limit: 10 })).items.length, 0)
  t.is(failed.length, 1)
  broken = false
  trail.refused(org, attempt('user:mo'), 'forbidden')
  t.is((await trail.query(org, {}, { limit: 10 })).items.length, 1)
  await trail.close()
  await store.close()
})
