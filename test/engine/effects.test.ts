import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { resourcesOf } from '../../src/engine/effects/effects.ts'
import { compileSet } from '../../src/engine/set.ts'
import { differingBlocks, effectsOf, type Snapshot } from '../../src/engine/snapshot.ts'
import { NONE } from '../../src/model/catalogue.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { type Case, cases, resources, users } from './given/models.ts'
import { asks, change, given } from './given/snapshot.ts'
import { DATASETS, lawSource, PEOPLE, worlds } from './given/worlds.ts'

const accounts = users.slice(0, 5) as Subject[]
const things = [...resources, 'datasets', 'org'] as Resource[]

/** What everybody may do under one policy, asked one by one. */
const everything = (snapshot: Snapshot, people: readonly Subject[], on: readonly Resource[]) =>
  new Map(
    people.flatMap(subject =>
      on.map(resource => {
        const { actions, levels } = snapshot.catalogue
        const may = [...actions].filter(action => snapshot.check(asks(subject, action, resource)))
        const level = Object.entries(levels).findLast(([, action]) => may.includes(action))?.[0] ?? NONE
        return [`${subject} ${resource}`, { level, may }] as const
      }),
    ),
  )

const differencesByChecks = (before: Snapshot, after: Snapshot, people = accounts, on = things) => {
  const [one, other] = [everything(before, people, on), everything(after, people, on)]
  return [...one].flatMap(([pair, { level, may }]) => {
    const then = other.get(pair) ?? { level: NONE, may: [] }
    const gains = then.may.filter(action => !may.includes(action))
    const loses = may.filter(action => !then.may.includes(action))
    const same = gains.length + loses.length === 0 && level === then.level
    return same ? [] : [[pair, { from: level, to: then.level, gains: gains.sort(), loses: loses.sort() }]]
  })
}

const differencesByBlocks = async (before: Snapshot, after: Snapshot) => {
  const found: [string, object][] = []
  for await (const block of differingBlocks(before, after)) {
    const { from, to, gains, loses } = block.difference
    const said = { from, to, gains: [...gains].sort(), loses: [...loses].sort() }
    for (const subject of block.accounts)
      for (const resource of resourcesOf(block)) found.push([`${subject} ${resource}`, said])
  }
  return found
}

const sorted = (pairs: readonly (readonly unknown[])[]) => pairs.map(each => JSON.stringify(each)).sort()

const rulesOf = ({ rule, usual }: Case) =>
  fc
    .tuple(fc.subarray([...usual]), fc.uniqueArray(rule, { maxLength: 25, selector: ruleKey }))
    .map(([some, more]) => [...new Map([...some, ...more].map(each => [ruleKey(each), each])).values()])

const agrees = async (before: Snapshot, after: Snapshot) => {
  const byChecks = differencesByChecks(before, after)
  const asked = new Set(accounts.flatMap(subject => things.map(resource => `${subject} ${resource}`)))
  const byBlocks = (await differencesByBlocks(before, after)).filter(([pair]) => asked.has(pair))
  assert.deepEqual(
    sorted(byBlocks),
    sorted(byChecks.filter(([pair]) => isListed(before, after, String(pair)))),
  )
  const { pairs, rows, unsummed } = await effectsOf(before, after)
  assert.equal(
    rows.reduce((sum, row) => sum + row.pairs, unsummed),
    pairs,
  )
}

/** Accounts that no rule names, and resources that no rule registers, are not part of a comparison. */
const isListed = (before: Snapshot, after: Snapshot, pair: string) => {
  const [subject = '', resource = ''] = pair.split(' ')
  const named = [before, after].some(each => each.rulesOfSubject(subject as Subject).length > 0)
  return (
    named && (['datasets', 'org'].includes(resource) || isThere(before, resource) || isThere(after, resource))
  )
}

/** Where a model knows no collections, a resource is what a rule names. */
const COLLECTIONS = new Set([
  ...cases.filter(each => each.collections).map(each => each.source.name),
  'datasets',
])

const isThere = (snapshot: Snapshot, resource: string) =>
  snapshot.isRegistered(resource as Resource) &&
  (snapshot.rulesOnResource(resource as Resource).length > 0 || COLLECTIONS.has(snapshot.catalogue.name))

for (const each of cases)
  test(`${each.title}: the effects of a change are what checking everything finds`, async t => {
    const set = compileSet(each.source)
    await fc.assert(
      fc.asyncProperty(rulesOf(each), rulesOf(each), async (before, after) => {
        await agrees(await given(set, before), await given(set, after))
      }),
      { numRuns: 25 },
    )
    t.pass()
  })

test('the effects of another set are what checking everything finds', async t => {
  const source = datasetsSource()
  const optional = source.baseline.filter(
    ([section, , parent]) => section === 'p' || parent !== 'role:everyone',
  )
  const [each] = cases
  await fc.assert(
    fc.asyncProperty(rulesOf(each!), fc.subarray(optional), async (rules, gone) => {
      const baseline = source.baseline.filter(rule => !gone.includes(rule))
      const changed = compileSet({ ...source, baseline })
      await agrees(await given(datasets, rules), await given(changed, rules))
    }),
    { numRuns: 25 },
  )
  t.pass()
})

test('where attributes decide, the effects of a change are what checking everything finds', async t => {
  const set = compileSet(lawSource())
  const people = PEOPLE.slice(0, 3) as Subject[]
  const on = [...DATASETS, 'datasets', 'collections', 'org'] as Resource[]
  let differing = 0
  await fc.assert(
    fc.asyncProperty(worlds, worlds, fc.boolean(), fc.boolean(), async (one, other, apart, alike) => {
      // Two worlds, or one of which some rules and attributes are others; with people who differ in their names alone, too.
      const more = apart
        ? other.rules
        : [...one.rules.filter((_, at) => at % 5 !== 0), ...other.rules.slice(0, 20)]
      const said = (rules: readonly Rule[]) =>
        rules.filter(([section, name]) => !(alike && section !== 'g2' && /^user:(ann|cy)$/.test(name ?? '')))
      const own: Rule[] = [
        ['p', 'role:member', 'acme', 'datasets', 'own', 'allow'],
        ...['user:ann', 'user:cy'].map((who): Rule => ['g', who, 'role:member', 'acme']),
      ]
      const unique = (rules: readonly Rule[]) => [
        ...new Map([...said(rules), ...own].map(rule => [ruleKey(rule), rule])).values(),
      ]
      const [before, after] = [await given(set, unique(one.rules)), await given(set, unique(more))]
      const expected = differencesByChecks(before, after, people, on)
      const asked = new Set(people.flatMap(subject => on.map(resource => `${subject} ${resource}`)))
      const found = (await differencesByBlocks(before, after)).filter(([pair]) => asked.has(pair))
      assert.deepEqual(sorted(found), sorted(expected))
      differing += expected.length
    }),
    { numRuns: 30 },
  )
  t.true(differing > 100)
})

test('a change on the same names is compared like one that was read anew', async t => {
  const [each] = cases
  await fc.assert(
    fc.asyncProperty(rulesOf(each!), rulesOf(each!), async (rules, more) => {
      const before = await given(compileSet(each!.source), rules)
      await agrees(before, await before.advance(change(2, { adds: more, removes: rules.slice(0, 3) })))
    }),
    { numRuns: 25 },
  )
  t.pass()
})

const world: readonly Rule[] = [
  ['g', 'user:alice', 'role:admin', 'acme'],
  ['g', 'user:mo', 'role:member', 'acme'],
  ['g', 'user:max', 'role:member', 'acme'],
  ['g', 'user:mo', 'group:lab', 'acme'],
  ['g2', 'dataset:streets', 'datasets', 'acme'],
  ['g2', 'dataset:parks', 'datasets', 'acme'],
  ['p', 'role:member', 'acme', 'dataset:streets', 'can_view', 'allow'],
]

test('a row says who gains what through which rule', async t => {
  const before = await given(datasets, world)
  const grant: Rule = ['p', 'group:lab', 'acme', 'dataset:streets', 'can_edit', 'allow']
  const { rows } = await effectsOf(before, await before.advance(change(2, { adds: [grant] })))
  t.is(rows.length, 1)
  const [row] = rows
  t.like(row, {
    role: 'role:member',
    through: 'group:lab',
    on: 'datasets',
    from: 'can_view',
    to: 'can_edit',
    subjects: 1,
    resources: 1,
    pairs: 1,
    loses: [],
    example: { subject: 'user:mo', resource: 'dataset:streets', when: 'after' },
  })
  t.deepEqual(row?.example.rule, grant)
  t.deepEqual(row?.example.path, ['user:mo', 'group:lab'])
})

test('a row that takes away names the deny, or the rule that is gone', async t => {
  const before = await given(datasets, world)
  const deny: Rule = ['p', 'role:member', 'acme', 'datasets', 'clone', 'deny']
  const denied = await effectsOf(before, await before.advance(change(2, { adds: [deny] })))
  t.deepEqual(
    denied.rows.map(({ loses, pairs, example }) => ({ loses, pairs, rule: example.rule })),
    [{ loses: ['clone'], pairs: 2, rule: deny }],
  )
  const gone = world.at(-1) as Rule
  const removed = await effectsOf(before, await before.advance(change(2, { removes: [gone] })))
  t.like(removed.rows[0], { from: 'can_view', to: 'none', subjects: 2, resources: 1, pairs: 2 })
  t.like(removed.rows[0]?.example, { when: 'before' })
  t.deepEqual(removed.rows[0]?.example.rule, gone)
})

test('under a set that scans its rules, who is not compared is counted', async t => {
  const source = datasetsSource()
  const model = source.model.replace('g2(r.obj, p.obj, r.dom)', '(g2(r.obj, p.obj, r.dom) || r.obj == "org")')
  const scanning = compileSet({ ...source, model })
  t.false(scanning.indexed)
  const small = await given(scanning, world)
  const gone = await small.advance(change(2, { removes: [world.at(-1) as Rule] }))
  const whole = await effectsOf(small, gone)
  t.true(whole.pairs > 0)
  t.is(whole.uncompared, 0)
  const many = Array.from({ length: 9_000 }, (_, at): Rule => ['g2', `dataset:d${at}`, 'datasets', 'acme'])
  const large = await given(scanning, [...world, ...many])
  const after = await large.advance(change(2, { removes: [world.at(-1) as Rule] }))
  const { pairs, uncompared } = await effectsOf(large, after)
  t.is(pairs, 0)
  t.true(uncompared > 0)
})
