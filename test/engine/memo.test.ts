import test from 'ava'
import { compileSet } from '../../src/engine/set.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { asks, given, inBatch } from './given/snapshot.ts'

const org = 'acme'
const member: Rule = ['g', 'user:max', 'role:member', org]
const registered = (count: number): Rule[] =>
  Array.from({ length: count }, (_, i) => ['g2', `dataset:${i}`, 'datasets', org])

test('a part of the remembered answers is put to Casbin again, and none differs', async t => {
  const compared: boolean[] = []
  let asked = 0
  const set = compileSet(datasetsSource(), { every: 10, compared: agreed => compared.push(agreed) })
  const decide = (...args: Parameters<typeof set.decider.decide>) => {
    asked += 1
    return set.decider.decide(...args)
  }
  const snapshot = await given({ ...set, decider: { ...set.decider, decide } }, [
    member,
    ...registered(100),
    ['p', 'role:member', org, 'dataset:7', 'can_view', 'allow'],
  ])
  const batch = Array.from({ length: 100 }, (_, i) => asks('user:max', 'view', `dataset:${i}`))
  t.deepEqual(
    await inBatch(snapshot, batch),
    batch.map((_, i) => i === 7),
  )
  t.is(asked, 2 + 9)
  t.deepEqual(compared, Array(9).fill(true))
})

test('an answer that differs is reported, and Casbin is right', async t => {
  const compared: boolean[] = []
  const set = compileSet(datasetsSource(), { every: 1, compared: agreed => compared.push(agreed) })
  let allowed = true
  const lying = { ...set, decider: { ...set.decider, decide: () => ({ allowed, rule: undefined }) } }
  const snapshot = await given(lying, [member, ...registered(2)])
  const [first, second] = [asks('user:max', 'view', 'dataset:0'), asks('user:max', 'view', 'dataset:1')]
  t.deepEqual(await inBatch(snapshot, [first]), [true])
  allowed = false
  t.deepEqual(await inBatch(snapshot, [second]), [false])
  t.deepEqual(compared, [false])
})

test('more combinations of levels than are remembered are answered all the same', async t => {
  const count = 13
  const things = 2 ** count
  const rules: Rule[] = [member, ...registered(things)]
  for (let i = 0; i < things; i++)
    for (let bit = 0; bit < count; bit++)
      if ((i >> bit) % 2 === 1)
        rules.push(['p', 'user:max', org, `dataset:${i}`, bit === 0 ? 'can_view' : `level${bit}`, 'allow'])
  const snapshot = await given(datasets, rules)
  const batch = Array.from({ length: things }, (_, i) => asks('user:max', 'view', `dataset:${i}`))
  t.deepEqual(
    await inBatch(snapshot, batch),
    batch.map((_, i) => i % 2 === 1),
  )
  t.is(
    (
      await snapshot.resources({
        subject: 'user:max' as Subject,
        actions: ['view'],
        type: 'dataset',
        limit: things,
      })
    ).items.length,
    things / 2,
  )
})

test('types with collections of their own are listed apart, and a resource in two collections in both', async t => {
  const source = datasetsSource()
  const set = compileSet({
    ...source,
    description: { ...source.description, types: { dataset: 'datasets', model: 'models' } },
  })
  const rules: Rule[] = [
    member,
    ['g2', 'dataset:a', 'datasets', org],
    ['g2', 'model:a', 'models', org],
    ['g2', 'dataset:b', 'datasets', org],
    ['p', 'role:member', org, 'models', 'can_view', 'allow'],
    ['p', 'role:member', org, 'dataset:b', 'can_view', 'allow'],
  ]
  const seen = async (more: Rule[], type: string) =>
    (
      await (
        await given(set, [...rules, ...more])
      ).resources({
        subject: 'user:max' as Subject,
        actions: ['view'],
        type,
        limit: 9,
      })
    ).items
  t.deepEqual(await seen([], 'dataset'), ['dataset:b'] as Resource[])
  t.deepEqual(await seen([], 'model'), ['model:a'] as Resource[])
  t.deepEqual(await seen([], 'nothing'), [])
  t.deepEqual(await seen([['g2', 'dataset:a', 'models', org]], 'dataset'), [
    'dataset:a',
    'dataset:b',
  ] as Resource[])
  t.deepEqual(await seen([['g2', 'models', 'datasets', org]], 'dataset'), ['dataset:b'] as Resource[])
  t.deepEqual(await seen([['g2', 'datasets', 'models', org]], 'dataset'), [
    'dataset:a',
    'dataset:b',
  ] as Resource[])
})
