import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import type { Named } from '../../src/engine/answer.ts'
import { compileSet } from '../../src/engine/set.ts'
import type { Question, Snapshot } from '../../src/engine/snapshot.ts'
import { NONE } from '../../src/model/catalogue.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import { type Rule, ruleKey } from '../../src/model/rule.ts'
import { actions, type Case, cases, groups, resources, users } from './given/models.ts'
import { asks, change, explained, given, inBatch } from './given/snapshot.ts'

const subjects = [...users.slice(0, 5), ...groups, 'role:member', 'user:unheard'] as Subject[]
const objects = [...resources.slice(0, 3), 'dataset:unheard', 'datasets', 'org', 'folder:f'] as Resource[]

const policies = ({ rule, usual }: Case) =>
  fc
    .tuple(fc.subarray([...usual]), fc.uniqueArray(rule, { maxLength: 30, selector: ruleKey }), fc.nat(20))
    .map(([some, more, early]) => {
      const all = [...new Map([...some, ...more].map(each => [ruleKey(each), each])).values()]
      return { early: all.slice(0, early), late: all.slice(early) }
    })

type Policy = { readonly early: readonly Rule[]; readonly late: readonly Rule[] }

/** Some rules from the start and some as a later change, so that names of both kinds are met. */
const snapshotOf = async (each: Case, { early, late }: Policy): Promise<Snapshot> =>
  (await given(compileSet(each.source), early)).advance(change(2, { adds: late }))

/** Every page of a list, at an awkward size. */
const all = async <T extends string>(
  page: (after?: T) => Promise<{ items: readonly T[]; next?: string }>,
): Promise<T[]> => {
  const found: T[] = []
  let after: T | undefined
  do {
    const { items, next } = await page(after)
    assert.ok(items.length <= 2)
    found.push(...items)
    after = next as T | undefined
  } while (after !== undefined)
  return found
}

const law = (
  title: string,
  each: Case,
  holds: (snapshot: Snapshot, policy: Policy) => void | Promise<void>,
) =>
  test(`${each.title}: ${title}`, async t => {
    await fc.assert(
      fc.asyncProperty(policies(each), async policy => holds(await snapshotOf(each, policy), policy)),
      { numRuns: 20 },
    )
    t.pass()
  })

const questions = subjects.flatMap(subject =>
  actions.flatMap(action => objects.map(resource => asks(subject, action, resource))),
)

for (const each of cases) {
  law('a batch answers what each check answers', each, async snapshot => {
    const answers = await inBatch(snapshot, questions)
    for (const [i, q] of questions.entries()) assert.equal(answers[i], snapshot.check(q), JSON.stringify(q))
  })

  law('each of many names a rule that decides so alone', each, async (snapshot, { early, late }) => {
    const links = [...early, ...late].filter(([section]) => section !== 'p')
    const answers: Named[] = []
    await snapshot.answerEach({ count: questions.length, named: true }, (ask, at) => {
      answers.push(ask(questions[at] as Question))
      return true
    })
    for (const [at, question] of questions.entries()) {
      const [rule, { allowed, explanation }] = [answers[at]?.named?.(), explained(snapshot, question)]
      assert.equal(answers[at]?.allowed, allowed)
      assert.equal(
        rule === undefined,
        explanation.rule === undefined,
        JSON.stringify({ question, explanation }),
      )
      if (rule === undefined || ruleKey(rule) === ruleKey(explanation.rule ?? rule)) continue
      const alone = await given(compileSet(each.source), rule[2] === '*' ? links : [...links, rule])
      assert.equal(explained(alone, question).explanation.decided_by, explanation.decided_by)
    }
  })

  law('what is listed is what is allowed', each, async snapshot => {
    for (const subject of subjects.slice(0, 8))
      for (const action of ['view', 'edit', 'fly']) {
        const listed = await all(after =>
          snapshot.resources({
            subject,
            actions: [action],
            type: 'dataset',
            limit: 2,
            ...(after ? { after } : {}),
          }),
        )
        const registered = resources.filter(id => snapshot.isRegistered(id as Resource))
        const named = each.collections
          ? registered
          : registered.filter(id => snapshot.rulesOnResource(id as Resource).length > 0 && !id.includes('*'))
        assert.deepEqual(listed, named.filter(id => snapshot.check(asks(subject, action, id))).sort())
      }
  })

  law('who is listed is who may', each, async snapshot => {
    for (const resource of objects)
      for (const [type, candidates] of [
        ['user', users],
        ['group', groups],
      ] as const) {
        const listed = await all<Subject>(after =>
          snapshot.subjects({ resource, action: 'view', type, limit: 2, ...(after ? { after } : {}) }),
        )
        const holders = candidates.filter(id =>
          snapshot
            .rulesOfSubject(id as Subject)
            .some(rule => rule[rule[0] === 'p' ? rule.indexOf(id) : 1] === id),
        )
        assert.deepEqual(listed, holders.filter(id => snapshot.check(asks(id, 'view', resource))).sort())
      }
  })

  law('the level is the highest whose action is allowed, and access lists it', each, async snapshot => {
    const levels = Object.entries(snapshot.catalogue.levels).reverse()
    for (const resource of objects) {
      const access = new Map(
        (await snapshot.access(resource, { limit: 100 })).items.map(item => [item.subject, item]),
      )
      for (const subject of subjects) {
        const level =
          levels.find(([, action]) => snapshot.check(asks(subject, action, resource)))?.[0] ?? NONE
        assert.equal(snapshot.level(subject, resource), level)
        assert.deepEqual(
          snapshot.actions(subject, resource),
          [...snapshot.catalogue.actions].filter(action => snapshot.check(asks(subject, action, resource))),
        )
        const item = access.get(subject)
        if (item) assert.equal(item.level, level)
        else if (subject.startsWith('user:') && level !== NONE)
          assert.ok(
            !snapshot.rulesOfSubject(subject).some(rule => rule.includes(subject)),
            `${subject} ${resource}`,
          )
      }
    }
  })

  law('an explanation is of the decision, names a rule that is there and a way to it', each, snapshot => {
    for (const q of questions.filter((_, i) => i % 7 === 0)) {
      const { allowed, explanation } = explained(snapshot, q)
      assert.equal(allowed, snapshot.check(q))
      assert.equal(explanation.decided_by === 'allow', allowed)
      assert.equal(explanation.reason === undefined, allowed)
      const { rule } = explanation
      if (!rule) continue
      assert.ok(snapshot.has(rule) || each.source.baseline.some(own => ruleKey(own) === ruleKey(rule)))
      assert.equal(explanation.path[0], q.subject)
      assert.ok(rule.includes(explanation.path.at(-1) ?? '') || each.title.includes('superuser'))
    }
  })
}

/** Whether taking the rule away can only take access away: it grants, or links in a model that knows no deny. */
const onlyGrants = (each: Case, rule: Rule): boolean =>
  rule[0] === 'p' ? rule.at(-1) !== 'deny' : !each.source.model.includes('deny')

for (const title of ['the shipped model', 'no domains, resources and actions by name', 'patterns']) {
  const each = cases.find(one => one.title === title)
  if (each)
    law('taking a grant away never gives access', each, async (snapshot, { early, late }) => {
      const gone = [...early, ...late].find(rule => onlyGrants(each, rule))
      if (!gone) return
      const after = await snapshot.advance(change(3, { removes: [gone] }))
      for (const q of questions) assert.ok(snapshot.check(q) || !after.check(q), JSON.stringify(q))
    })
}

test('a deny beats every allow', async t => {
  const [shipped] = cases
  if (!shipped) return t.fail()
  await fc.assert(
    fc.asyncProperty(policies(shipped), fc.constantFrom(...users), async (policy, user) => {
      const deny: Rule = ['p', user, 'acme', 'datasets', 'can_manage', 'deny']
      const rules = [...policy.early, ...policy.late].filter(rule => ruleKey(rule) !== ruleKey(deny))
      const role: Rule = ['g', user, 'role:admin', 'acme']
      const there = rules.some(rule => ruleKey(rule) === ruleKey(role)) ? rules : [...rules, role]
      const after = await given(compileSet(shipped.source), [...there, deny])
      for (const resource of resources) assert.equal(after.check(asks(user, 'view', resource)), false)
    }),
    { numRuns: 40 },
  )
  return t.pass()
})
