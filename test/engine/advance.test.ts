import test from 'ava'
import { BadRule } from '../../src/engine/bad-model.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { OrgId, Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets } from './given/datasets.ts'
import { asks, change, given } from './given/snapshot.ts'

const org = 'acme'
const grant = (subject: string, dataset: string, level = 'can_view'): Rule => [
  'p',
  subject,
  org,
  dataset,
  level,
  'allow',
]

/** Everything that a snapshot answers about some people and datasets. */
const answers = async (snapshot: Snapshot, people: readonly string[], things: readonly string[]) => ({
  rules: people.map(id => [...snapshot.rulesOfSubject(id as Subject)].map(String).sort()),
  on: things.map(id => [...snapshot.rulesOnResource(id as Resource)].map(String).sort()),
  roles: people.map(id => snapshot.roleOf(id as Subject)),
  seen: await Promise.all(
    people.map(subject =>
      snapshot.resources({ subject: subject as Subject, actions: ['view'], type: 'dataset', limit: 5_000 }),
    ),
  ),
  levels: people.map(id => things.map(thing => snapshot.level(id as Subject, thing as Resource))),
  access: await Promise.all(things.map(id => snapshot.access(id as Resource, { limit: 1_000 }))),
})

test('after many changes it is the snapshot that loading gives', async t => {
  const people = Array.from({ length: 7 }, (_, i) => `user:${(i * 5) % 7}`)
  const rules = new Map<string, Rule>()
  let snapshot = await given(datasets, [])
  for (let i = 0; i < 1_500; i++) {
    const dataset = `dataset:${(i * 37) % 1_500}`
    const adds = [
      grant(`user:${i % 7}`, dataset, i % 3 === 0 ? 'can_edit' : 'can_view'),
      ['g2', dataset, 'datasets', org] as const,
      ['g', `user:${i % 7}`, i % 2 === 0 ? 'role:guest' : 'role:member', org] as const,
    ].filter(rule => !snapshot.has(rule))
    const removes = [...rules.values()]
      .filter((_, place) => place === (i * 13) % 300)
      .filter(rule => !adds.includes(rule))
    snapshot = await snapshot.advance(change(i + 2, { adds, removes }))
    for (const rule of adds) rules.set(String(rule), rule)
    for (const rule of removes) rules.delete(String(rule))
  }
  const loaded = await given(datasets, [...rules.values()])
  const things = Array.from({ length: 40 }, (_, i) => `dataset:${i * 11}`)
  t.deepEqual(await answers(snapshot, people, things), await answers(loaded, people, things))
  t.true(snapshot.bytes < loaded.bytes * 8)
})

test('another revision is the snapshot that loading gives, and the one it was made of learns nothing by it', async t => {
  const people = ['user:0', 'user:1', 'user:new']
  const things = ['dataset:0', 'dataset:1', 'dataset:gone']
  const held: Rule[] = [
    ['g', 'user:0', 'role:member', org],
    ['g', 'user:1', 'role:guest', org],
    ...['dataset:0', 'dataset:1'].map((dataset): Rule => ['g2', dataset, 'datasets', org]),
    grant('user:0', 'dataset:0'),
  ]
  const now = await given(datasets, held)
  const { bytes } = now
  const known = { adds: [grant('user:1', 'dataset:1')], removes: [grant('user:0', 'dataset:0')] }
  const unknown: Rule[] = [
    ['g2', 'dataset:gone', 'datasets', org],
    ['g', 'user:new', 'role:member', org],
    grant('user:new', 'dataset:gone'),
  ]
  for (const { adds, removes } of [known, { adds: unknown, removes: known.removes }]) {
    const then = await now.beside(1, { adds, removes })
    const gone = new Set(removes.map(String))
    const loaded = await given(datasets, [...held.filter(rule => !gone.has(String(rule))), ...adds])
    t.deepEqual(await answers(then, people, things), await answers(loaded, people, things))
    t.is(then.revision, 1)
    t.is((await now.beside(1, { adds: [], removes: [] })).bytes, bytes)
  }
})

test('more levels than were thought of are kept apart', async t => {
  const things = Array.from({ length: 300 }, (_, i) => `dataset:${i}`)
  let snapshot = await given(datasets, [
    ['g', 'user:max', 'role:guest', org],
    ...things.map((id): Rule => ['g2', id, 'datasets', org]),
  ])
  for (const [i, id] of things.entries())
    snapshot = await snapshot.advance(
      change(i + 2, { adds: [grant('user:max', id, `level${i}`), grant('user:max', id, 'can_view')] }),
    )
  t.true(things.every((id, i) => snapshot.has(grant('user:max', id, `level${i}`))))
  t.false(things.some((id, i) => snapshot.has(grant('user:max', id, `level${i + 1}`))))
  t.true(things.every(id => snapshot.check(asks('user:max', 'view', id))))
})

test('a name that is not used any more is forgotten', async t => {
  let snapshot = await given(datasets, [])
  const { bytes } = snapshot
  for (let i = 0; i < 3_000; i++) {
    const rule: Rule = ['g', `user:${i}`, 'role:guest', org]
    snapshot = await snapshot.advance(change(snapshot.revision + 1, { adds: [rule] }))
    snapshot = await snapshot.advance(change(snapshot.revision + 1, { removes: [rule] }))
  }
  t.true(snapshot.bytes < bytes + 600 * 1024, `${snapshot.bytes} bytes for no rule`)
})

test('a change that is not the next, of another organisation or of bad rules is refused', async t => {
  const snapshot = await given(datasets, [])
  await t.throwsAsync(snapshot.advance(change(3, {})), { instanceOf: RangeError })
  await t.throwsAsync(snapshot.advance({ ...change(2, {}), org: 'other' as OrgId }), {
    instanceOf: RangeError,
  })
  await t.throwsAsync(snapshot.advance(change(2, { adds: [['p', 'user:x']] })), { instanceOf: BadRule })
  await t.throwsAsync(snapshot.advance(change(2, { removes: [['g9', 'user:x', 'role:y']] })), {
    instanceOf: BadRule,
  })
  t.is((await snapshot.advance(change(2, {}))).revision, 2)
})

test('what is removed and added in one change stays', async t => {
  const rule = grant('user:max', 'dataset:x')
  const snapshot = await given(datasets, [rule])
  t.true((await snapshot.advance(change(2, { adds: [rule], removes: [rule] }))).has(rule))
})
