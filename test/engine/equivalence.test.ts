import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { compileSet } from '../../src/engine/set.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { typeOf } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { actions, type Case, cases, groups, resources, users } from './given/models.ts'
import { reference } from './given/reference.ts'
import { asks, change, explained, given } from './given/snapshot.ts'

const subjects = [...users, ...groups, 'role:admin', 'role:member', 'user:unheard']
const objects = [...resources, 'dataset:unheard', 'datasets', 'org', 'folder:f', 'datasets:x']
const contexts = [
  undefined,
  { network: 'office', device: { age: 2 } },
  { network: 'home', device: { age: 1 } },
]
// Mostly what the rules are about, and now and then what they are not.
const mostly = <T>(usual: readonly T[], others: readonly T[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  )
const question = fc.record({
  subject: mostly(users.slice(0, 4), subjects),
  action: mostly(['view', 'edit'], actions),
  resource: mostly(resources.slice(0, 3), objects),
  context: mostly(contexts.slice(1, 2), contexts),
})
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never

const leadsTo = (rules: readonly Rule[], from: string, to: string, seen: readonly string[] = []): boolean =>
  from === to ||
  rules.some(
    ([ptype, child, parent = '']) =>
      ptype === 'g2' &&
      child === from &&
      !seen.includes(parent) &&
      leadsTo(rules, parent, to, [...seen, parent]),
  )

/** What exists, said anew: an action of the catalogue, and a resource that the rules put into `datasets`. */
const exists = (
  each: Case,
  known: ReadonlySet<string>,
  rules: readonly Rule[],
  { action, resource }: Question,
) => {
  if (!known.has(action)) return false
  if (resource === 'org' || resource === 'datasets') return true
  if (typeOf(resource) !== 'dataset' || !resource.includes(':')) return false
  return !each.collections || leadsTo(rules, resource, 'datasets')
}

const steps = ({ rule, usual }: Case) =>
  fc.record({
    first: fc
      .tuple(fc.subarray([...usual]), fc.uniqueArray(rule, { maxLength: 24, selector: ruleKey }))
      .map(([some, more]) => [...new Map([...some, ...more].map(each => [ruleKey(each), each])).values()]),
    later: fc.array(
      fc.record({ adds: fc.uniqueArray(rule, { maxLength: 5, selector: ruleKey }), drop: fc.nat(7) }),
      { maxLength: 3 },
    ),
    questions: fc.array(question, { minLength: 8, maxLength: 12 }),
  })

/** Every `drop`th rule goes and what is new comes, as a change of the next revision. */
const next = (rules: readonly Rule[], { adds, drop }: { adds: readonly Rule[]; drop: number }) => {
  const removes = rules.filter((_, i) => drop > 0 && i % 8 === drop)
  const gone = new Set(removes.map(ruleKey))
  const there = new Set(rules.map(ruleKey))
  const fresh = adds.filter(rule => !there.has(ruleKey(rule)))
  return { adds: fresh, removes, rules: [...rules.filter(rule => !gone.has(ruleKey(rule))), ...fresh] }
}

// Plain Casbin fails where an attribute is missing; here that is a deny.
const safely = (decide: () => boolean): boolean => {
  try {
    return decide()
  } catch {
    return false
  }
}

/** Puts every question to the snapshot and to plain Casbin; answers how many were allowed. */
const compare = async (
  each: Case,
  snapshot: Snapshot,
  rules: readonly Rule[],
  questions: readonly Question[],
) => {
  const plain = await reference(each.source, rules, 'acme')
  let allowed = 0
  for (const q of questions) {
    const expected =
      exists(each, snapshot.catalogue.actions, rules, q) &&
      safely(() => plain(q.subject, q.action, q.resource, q.context))
    const asked = { ...asks(q.subject, q.action, q.resource), ...(q.context ? { context: q.context } : {}) }
    assert.equal(snapshot.check(asked), expected, `check ${JSON.stringify(q)}`)
    assert.equal(explained(snapshot, asked).allowed, expected, `explain ${JSON.stringify(q)}`)
    allowed += Number(expected)
  }
  return allowed
}

for (const each of cases) {
  test(`${each.title}: decisions are those of plain Casbin over every rule`, async t => {
    const set = compileSet(each.source)
    t.is(set.indexed, each.indexed)
    let allowed = 0
    await fc.assert(
      fc.asyncProperty(steps(each), async ({ first, later, questions }) => {
        let rules: readonly Rule[] = first
        let snapshot = await given(set, rules)
        allowed += await compare(each, snapshot, rules, questions)
        for (const step of later) {
          const { rules: after, ...changed } = next(rules, step)
          snapshot = await snapshot.advance(change(snapshot.revision + 1, changed))
          rules = after
          allowed += await compare(each, snapshot, rules, questions)
        }
      }),
      { numRuns: 250 },
    )
    t.true(allowed > 40, `only ${allowed} questions were allowed: the policies say too little`)
  })
}
