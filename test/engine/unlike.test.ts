import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import type { Context } from '../../src/engine/casbin/context.ts'
import type { Links } from '../../src/engine/casbin/links.ts'
import { type CompiledSet, compileSet } from '../../src/engine/set.ts'
import { unlike } from '../../src/engine/unlike.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets } from './given/datasets.ts'
import { cases } from './given/models.ts'
import { asks, explained, given } from './given/snapshot.ts'

const org = 'acme'
const ACTIONS = ['view', 'edit', 'can_view']

/** What the index finds rules on, for a question about the first. */
const objectsOf = ({ plan }: CompiledSet): string[] =>
  plan.index?.object.graph === undefined ? ['dataset:x'] : ['dataset:x', 'datasets']

const contexts = [{ network: 'office', device: { age: 2 } }, { network: 'home' }, undefined]

/** Whatever the model asks of the subject and the resource holds: the index found nothing else. */
const links: Links = { org, reaches: (_graph, from, to) => from !== 'view' || to !== 'edit' }

const shapesOf = ({ layout }: CompiledSet): string[][] =>
  ['allow', 'deny'].flatMap(effect =>
    ACTIONS.map(act => layout.others.map(name => (name === 'eft' ? effect : name === 'act' ? act : '0'))),
  )

const numbers = (objects: number, shapes: number) =>
  fc.array(fc.tuple(fc.nat(50), fc.nat(objects - 1), fc.nat(shapes - 1)), {
    minLength: 5,
    maxLength: 80,
    size: 'max',
  })

for (const each of cases.filter(({ source }) => compileSet(source).plan.index?.byShape)) {
  test(`${each.title}: the first and the last rule of each shape decide as all do, and Casbin names the same one`, t => {
    const set = compileSet(each.source)
    const [objects, shapes] = [objectsOf(set), shapesOf(set)]
    const decide = (found: readonly number[], act: string, ctx: Context | undefined) => {
      const rules = Array.from({ length: found.length / 3 }, (_, at) => {
        const [by, on, shape] = found.slice(3 * at, 3 * at + 3) as [number, number, number]
        return set.layout.fieldsOf(org, `group:${by}`, objects[on] as string, shapes[shape] as string[])
      })
      return set.decider.decide(links, rules, { sub: 'user:ada', dom: org, obj: 'dataset:x', act, ctx })
    }
    let fewer = 0
    fc.assert(
      fc.property(
        numbers(objects.length, shapes.length),
        fc.constantFrom(...ACTIONS),
        fc.constantFrom(...contexts),
        (some, act, ctx) => {
          const found = some.flat()
          const kept = unlike(found)
          fewer += Number(kept.length < found.length)
          assert.deepEqual(decide(kept, act, ctx), decide(found, act, ctx))
        },
      ),
      { numRuns: 100 },
    )
    t.true(fewer > 20)
  })
}

test('whoever is in thousands of groups costs Casbin no more rules than whoever is in two', async t => {
  const groups = 4_000
  const rules: Rule[] = [
    ['g', 'user:ada', 'role:guest', org],
    ['g2', 'dataset:x', 'datasets', org],
  ]
  for (let at = 0; at < groups; at++) {
    rules.push(['g', 'user:ada', `group:${at}`, org])
    rules.push(['p', `group:${at}`, org, 'dataset:x', 'can_edit', at === 7 ? 'deny' : 'allow'])
  }
  let asked = 0
  const { decider } = datasets
  const counting = { ...datasets, decider: { decide: counted } }
  function counted(...[links, given, about]: Parameters<typeof decider.decide>) {
    asked = Math.max(asked, given.length)
    return decider.decide(links, given, about)
  }
  const snapshot = await given(counting, rules)
  const question = asks('user:ada', 'view', 'dataset:x')
  t.false(snapshot.check(question))
  const { explanation } = explained(snapshot, question)
  t.deepEqual(explanation.rule, ['p', 'group:7', org, 'dataset:x', 'can_edit', 'deny'])
  t.true(asked > 0 && asked <= 8, `${asked} rules`)
})
