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

test('what one caller has refused in a flood is noted up to a hundred times, and hides nobody else', async t => {
  const store = await openStore('sqlite::memory:')
  const trail = createTrail({
    turns: { isOver, nextTurn },
    records: store.records,
    store: store.audit,
    failed: error => t.fail(String(error)),
  })
  for (let n = 0; n < 5_000; n += 1) trail.refused(org, attempt('user:mo'), 'forbidden')
  trail.refused(org, attempt('user:gus'), 'forbidden')
  trail.refused('globex' as OrgId, attempt('user:mo'), 'forbidden')
  const { items } = await trail.query(org, {}, { limit: 1_000 })
  t.is(items.filter(({ actor }) => actor === 'user:mo').length, 100)
  t.is(items.filter(({ actor }) => actor === 'user:gus').length, 1)
  t.is((await trail.query('globex' as OrgId, {}, { limit: 1_000 })).items.length, 1)
  trail.refused(org, attempt('user:mo'), 'forbidden')
  t.is((await trail.query(org, { actor: 'user:mo' }, { limit: 1_000 })).items.length, 101)
  await trail.close()
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
