import test from 'ava'
import fc from 'fast-check'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { applyDiff, diffFromStored, diffRules, printDiff } from '../../src/policy/diff.ts'

const field = fc.constantFrom('a', 'b', 'a,b', '', '__proto__', '"')
const rules = fc.array(
  fc.tuple(fc.constantFrom('p', 'g'), field, field).map((fields): Rule => fields),
  { maxLength: 30 },
)
const asSet = (list: readonly Rule[]) => [...new Set(list.map(ruleKey))].sort()

test('a diff applied gives the other side, either way', async t => {
  await fc.assert(
    fc.asyncProperty(rules, rules, async (one, other) => {
      t.deepEqual(asSet(applyDiff(one, await diffRules(one, other))), asSet(other))
      t.deepEqual(asSet(applyDiff(other, await diffRules(other, one))), asSet(one))
    }),
  )
})

test('a diff from rules that are read a batch at a time is the same', async t => {
  await fc.assert(
    fc.asyncProperty(rules, rules, fc.integer({ min: 1, max: 10 }), async (some, other, atOnce) => {
      // A store holds each rule once.
      const stored = [...new Map(some.map(rule => [ruleKey(rule), rule])).values()]
      async function* read() {
        for (let at = 0; at < stored.length; at += atOnce) yield stored.slice(at, at + atOnce)
      }
      const { adds, removes } = await diffFromStored(read(), other)
      const whole = await diffRules(stored, other)
      t.deepEqual(adds, whole.adds)
      t.deepEqual(asSet(removes), asSet(whole.removes))
    }),
  )
})

test('a diff holds nothing that both sides have, and is empty between equals', async t => {
  await fc.assert(
    fc.asyncProperty(rules, rules, async (one, other) => {
      const { adds, removes } = await diffRules(one, other)
      const [before, after] = [new Set(one.map(ruleKey)), new Set(other.map(ruleKey))]
      t.true(adds.every(rule => after.has(ruleKey(rule)) && !before.has(ruleKey(rule))))
      t.true(removes.every(rule => before.has(ruleKey(rule)) && !after.has(ruleKey(rule))))
      t.is(printDiff(await diffRules(one, [...one].reverse())), '')
    }),
  )
})

test('a diff prints what goes and what comes', async t => {
  const kept: Rule = ['g3', 'view', 'can_view']
  const diff = await diffRules(
    [kept, ['p', 'role:guest', 'clone', 'deny']],
    [['p', 'role:guest', 'clone', 'allow'], kept],
  )
  t.is(printDiff(diff), '- p, role:guest, clone, deny\n+ p, role:guest, clone, allow\n')
})
