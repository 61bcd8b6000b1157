/** Searches decide once for all resources that are alike; a check asks Casbin about each. They answer the same. */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import type { Known } from '../../src/engine/condition/condition.ts'
import { isMet, partsOf } from '../../src/engine/condition/condition.ts'
import { compileSet } from '../../src/engine/set.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { readAttribute } from '../../src/model/attribute-rules.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { acme, change, given } from './given/snapshot.ts'
import { ACTIONS, DATASETS, lawSource, PEOPLE, type World, worlds } from './given/worlds.ts'

const set = compileSet(lawSource())

const listed = async (snapshot: Snapshot, query: Parameters<Snapshot['resources']>[0]) => {
  const found: Resource[] = []
  let after: string | undefined
  do {
    const page = await snapshot.resources({ ...query, ...(after === undefined ? {} : { after }) })
    found.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return found
}

/** What a platform's own record has of a dataset. */
const recordOf = (rules: World['rules'], name: Resource): Known => {
  const linked = (graph: string) => rules.filter(([section, child]) => section === graph && child === name)
  return {
    name,
    collections: new Set(linked('g2').map(rule => rule[2] ?? '')),
    attributes: Object.fromEntries(linked('g4').map(rule => readAttribute(rule[2] ?? ''))),
  }
}

interface Asking {
  readonly snapshot: Snapshot
  readonly rules: World['rules']
  readonly query: Omit<Parameters<Snapshot['resources']>[0], 'limit'>
}

/** On which registered datasets the subject may, by a check of each. */
const allowedIn = async ({ snapshot, query }: Asking) => {
  const { subject, actions, said } = query
  const registered = (await snapshot.registered({ type: 'dataset', limit: 99 })).items
  for (const resource of DATASETS.filter(name => !registered.includes(name)))
    assert.ok(!actions.some(action => snapshot.check({ subject, action, resource, ...said })))
  const allowed = registered.filter(resource =>
    actions.some(action => snapshot.check({ subject, action, resource, ...said })),
  )
  return { allowed, registered }
}

/** How many the condition finds; undefined with the reason where there is none. */
const foundIn = async ({ snapshot, rules, query }: Asking, registered: readonly Resource[]) => {
  const made = await snapshot.condition(query)
  if ('refused' in made) return made.refused
  const lists = [...partsOf(made.condition)].some(({ kind }) => kind === 'listed')
  return { lists, names: registered.filter(name => isMet(made.condition, recordOf(rules, name))) }
}

test('listed is allowed is found by the condition, with groups, roles, collections, attributes and denies', async t => {
  const seen = { allowed: 0, denied: 0, found: 0, lists: 0, refused: 0 }
  const agrees = async (asking: Asking) => {
    const { allowed, registered } = await allowedIn(asking)
    for (const pages of [{ limit: 2 }, { limit: 99 }, { limit: 2, mostWork: 1 }, { limit: 3, mostWork: 40 }])
      assert.deepEqual(await listed(asking.snapshot, { ...asking.query, ...pages }), allowed)
    const found = await foundIn(asking, registered)
    if (typeof found === 'string') assert.notEqual(found, 'the condition would differ from what is decided')
    else assert.deepEqual(found.names, allowed)
    seen.allowed += allowed.length
    seen.denied += registered.length - allowed.length
    if (typeof found === 'string') seen.refused += 1
    else {
      seen.found += found.names.length
      seen.lists += Number(found.lists)
    }
  }
  const holds = async ({ rules, said }: World) => {
    // Some come later, and something that is gone was there before.
    const [late, gone] = [
      rules.filter((_, at) => at % 3 === 0),
      ['g2', 'dataset:d8', 'datasets', acme] as Rule,
    ]
    const before = await given(set, [...rules.filter((_, at) => at % 3 !== 0), gone])
    const snapshot = await before.advance(change(2, { adds: late, removes: [gone] }))
    for (const person of PEOPLE)
      for (const action of ACTIONS) {
        const query = { subject: person as Subject, actions: [action], type: 'dataset', said }
        await agrees({ snapshot, rules, query })
      }
  }
  await fc.assert(fc.asyncProperty(worlds, holds), { numRuns: 100 })
  const enough = seen.allowed > 100 && seen.denied > 100 && seen.found > 30 && seen.lists > 10
  t.true(enough, `the worlds say too little: ${JSON.stringify(seen)}`)
})

test('a page that would ask Casbin too often ends before it is full, and the next one goes on', async t => {
  const rules: Rule[] = DATASETS.map(id => ['g2', id, 'datasets', acme])
  // One that is in the collection by way of another: each is asked about.
  rules.push(
    ['g2', 'dataset:d8', 'dataset:d0', acme],
    ['p', 'user:ann', acme, 'dataset:d7', 'can_view', 'allow'],
  )
  const snapshot = await given(set, [...rules, ['g', 'user:ann', 'role:member', acme]])
  const query = { subject: 'user:ann' as Subject, actions: ['view'], type: 'dataset', limit: 9 }
  const page = await snapshot.resources({ ...query, mostWork: 10 })
  t.deepEqual(page.items, [])
  t.true(page.next !== undefined && page.next < 'dataset:d7')
  t.deepEqual(await listed(snapshot, { ...query, mostWork: 10 }), ['dataset:d7'])
  const who = {
    resource: 'dataset:d7' as Resource,
    action: 'view',
    type: 'user',
    limit: 9,
    mostWork: 1,
  } as const
  t.deepEqual(await snapshot.subjects(who), { items: ['user:ann'], next: 'user:ann' })
  t.deepEqual(await snapshot.subjects({ ...who, after: 'user:ann' }), { items: [] })
})

test('100,000 results are all there, page by page', async t => {
  const count = 100_000
  const names = Array.from({ length: count }, (_, i) => `dataset:${String(i).padStart(6, '0')}`)
  const snapshot = await given(set, [
    ['g', 'user:ann', 'role:admin', acme],
    ...names.map((name): Rule => ['g2', name, 'datasets', acme]),
  ])
  const found = await listed(snapshot, {
    subject: 'user:ann' as Subject,
    actions: ['view'],
    type: 'dataset',
    limit: 1_000,
  })
  t.is(found.length, count)
  t.true(found.every((name, at) => name === names[at]))
})
