/** Rules that end: at every moment the answers are those of the rules that have not ended by then. */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { compileSet } from '../../src/engine/set.ts'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import { isAttributeRule } from '../../src/model/attribute-rules.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { endRule } from '../../src/model/rule-ends.ts'
import { datasets } from './given/datasets.ts'
import { type Case, cases, groups, resources, users } from './given/models.ts'
import { asks, change, explained, given, inBatch } from './given/snapshot.ts'

const at = (moment: number) => new Date(Date.UTC(2026, 11, 1) + moment)
const subjects = [...users.slice(0, 4), ...groups] as Subject[]
const objects = [...resources.slice(0, 3), 'datasets', 'org'] as Resource[]
const questions = subjects.flatMap(subject =>
  ['view', 'edit', 'clone', 'fly'].flatMap(action =>
    objects.map(resource => asks(subject, action, resource)),
  ),
)

interface Timed {
  readonly rule: Rule
  /** Absent: it does not end. */
  readonly end: number | undefined
}

const timed = ({ rule, usual }: Case): fc.Arbitrary<readonly Timed[]> =>
  fc
    .uniqueArray(fc.oneof(rule, ...(usual.length > 0 ? [fc.constantFrom(...usual)] : [])), {
      minLength: 5,
      maxLength: 40,
      selector: ruleKey,
    })
    .chain(rules =>
      fc.tuple(
        ...rules.map(each =>
          fc.record({ rule: fc.constant(each), end: fc.option(fc.nat(9), { nil: undefined }) }),
        ),
      ),
    )

const stored = (all: readonly Timed[]): readonly Rule[] =>
  all.flatMap(({ rule, end }) => (end === undefined ? [rule] : [endRule(rule, at(end)), rule]))

const left = (all: readonly Timed[], moment: number): readonly Timed[] =>
  all.filter(({ end }) => end === undefined || end > moment)

const view = (snapshot: Snapshot) => ({
  rules: subjects.map(id => snapshot.rulesOfSubject(id).map(String).sort()),
  roles: subjects.map(id => snapshot.roleOf(id)),
})

const agrees = async (one: Snapshot, other: Snapshot, what: string): Promise<void> => {
  assert.deepEqual(await inBatch(one, questions), await inBatch(other, questions), what)
  for (const [i, question] of questions.entries())
    if (i % 5 === 0) assert.equal(one.check(question), other.check(question), what)
  assert.deepEqual(view(one), view(other), what)
}

for (const each of cases)
  test(`${each.title}: at every moment, what has ended is as if it had been removed`, async t => {
    const set = compileSet(each.source)
    await fc.assert(
      fc.asyncProperty(timed(each), fc.array(fc.nat(9), { maxLength: 4 }), async (all, moments) => {
        assert.ok(all.every(({ rule }) => !isAttributeRule(rule)))
        let now = await given(set, stored(all))
        let grown = await (await given(set, [])).advance(change(2, { adds: stored(all) }))
        for (const moment of moments) {
          now = now.endedByNow(at(moment).getTime()) ?? now
          grown = await grown.endedBy(at(moment).getTime())
        }
        const latest = Math.max(-1, ...moments)
        const expected = await given(set, stored(left(all, latest)))
        await agrees(now, expected, 'at once')
        await agrees(grown, expected, 'in turns')
        assert.equal(now.endsAt, expected.endsAt)
        const gone = stored(all.filter(({ end }) => end !== undefined && end <= latest))
        assert.deepEqual([...now.ended].map(ruleKey).sort(), gone.map(ruleKey).sort())
        const swept = await now.advance(change(2, { removes: gone }))
        assert.deepEqual(swept.ended, [])
        await agrees(swept, expected, 'once it was removed')
      }),
      { numRuns: 6 },
    )
    t.pass()
  })

const org = 'acme'
const role: Rule = ['g', 'user:max', 'role:member', org]
const lab: Rule = ['g', 'user:max', 'group:lab', org]
const held: Rule = ['p', 'group:lab', org, 'dataset:x', 'can_edit', 'allow']
const there: Rule = ['g2', 'dataset:x', 'datasets', org]

test('an explanation says when its way ends: by the rule, a link of it or the role', async t => {
  const edit = asks('user:max', 'edit', 'dataset:x')
  const until = async (ends: readonly (readonly [Rule, number])[]) => {
    const rules = [role, lab, held, there, ...ends.map(([rule, end]) => endRule(rule, at(end)))]
    return explained(await given(datasets, rules), edit).explanation.until
  }
  t.is(await until([]), undefined)
  t.is(await until([[held, 3]]), at(3).toISOString())
  t.is(
    await until([
      [held, 3],
      [lab, 2],
    ]),
    at(2).toISOString(),
  )
  t.is(
    await until([
      [held, 3],
      [role, 1],
    ]),
    at(1).toISOString(),
  )
  t.is(await until([[there, 1]]), undefined)
})

test('an end that is not one is refused, and so are too many', async t => {
  const snapshot = await given(datasets, [role])
  const adding = (...adds: Rule[]) => snapshot.advance(change(2, { adds }))
  await t.notThrowsAsync(adding(endRule(role, at(0))))
  await t.throwsAsync(adding(['ends', '2026-12-01', ...role]), { message: /end is not written/ })
  await t.throwsAsync(adding(['ends', at(0).toISOString()]), { message: /no such kind/ })
  await t.throwsAsync(adding(endRule(endRule(role, at(0)), at(1))), { message: /another kind/ })
  await t.throwsAsync(adding(endRule(['g', 'user:max', 'role:member', 'other'], at(0))), {
    message: /domain/,
  })
  const many = Array.from({ length: 20_001 }, (_, i) => endRule(['g', `user:${i}`, 'group:lab', org], at(0)))
  await t.throwsAsync(adding(...many), { message: /at most 20000 rules that end/ })
})
