import test from 'ava'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets } from './given/datasets.ts'
import { asks, change, explained, given } from './given/snapshot.ts'

const org = 'acme'
const rules: Rule[] = [
  ['g', 'user:ada', 'role:admin', org],
  ['g', 'user:max', 'role:member', org],
  ['g', 'user:gus', 'role:guest', org],
  ['g', 'service:etl', 'role:guest', org],
  ['g', 'user:gus', 'group:labels', org],
  ['g', 'group:labels', 'group:vision', org],
  ['g2', 'dataset:open', 'datasets', org],
  ['g2', 'dataset:shut', 'datasets', org],
  ['g2', 'dataset:team', 'datasets', org],
  ['p', 'role:member', org, 'dataset:open', 'can_view', 'allow'],
  ['p', 'group:vision', org, 'dataset:team', 'can_edit', 'allow'],
  ['p', 'user:nobody', org, 'dataset:team', 'can_edit', 'allow'],
]

const levels: readonly [string, string, string][] = [
  ['user:ada', 'dataset:shut', 'can_manage'],
  ['user:max', 'dataset:open', 'can_view'],
  ['user:max', 'dataset:shut', 'none'],
  ['user:gus', 'dataset:open', 'none'],
  ['user:gus', 'dataset:team', 'can_edit'],
  ['service:etl', 'dataset:team', 'none'],
  ['user:nobody', 'dataset:team', 'none'],
  ['user:ada', 'dataset:unregistered', 'none'],
]
for (const [subject, resource, level] of levels)
  test(`${subject} has ${level} on ${resource}`, async t => {
    const snapshot = await given(datasets, rules)
    t.is(snapshot.level(subject as Subject, resource as Resource), level)
  })

test('a guest edits what a group of groups was granted, and does not clone it', async t => {
  const snapshot = await given(datasets, rules)
  t.true(snapshot.check(asks('user:gus', 'samples.write', 'dataset:team')))
  t.false(snapshot.check(asks('user:gus', 'clone', 'dataset:team')))
  t.true(snapshot.check(asks('user:max', 'clone', 'dataset:open')))
})

test('explain names the rule, the way to it, and the level that was missing', async t => {
  const snapshot = await given(datasets, rules)
  t.deepEqual(explained(snapshot, asks('user:gus', 'edit', 'dataset:team')).explanation, {
    decided_by: 'allow',
    rule: ['p', 'group:vision', org, 'dataset:team', 'can_edit', 'allow'],
    path: ['user:gus', 'group:labels', 'group:vision'],
  })
  t.deepEqual(explained(snapshot, asks('user:gus', 'clone', 'dataset:team')).explanation, {
    decided_by: 'deny',
    rule: ['p', 'role:guest', '*', 'datasets', 'clone', 'deny'],
    path: ['user:gus', 'role:guest'],
    reason: 'denied_by_rule',
  })
  t.deepEqual(explained(snapshot, asks('user:max', 'edit', 'dataset:open')).explanation, {
    decided_by: 'no_rule',
    path: [],
    missing: 'can_edit',
    reason: 'not_granted',
  })
  t.is(explained(snapshot, asks('user:nobody', 'edit', 'dataset:team')).explanation.reason, 'no_role')
  t.is(explained(snapshot, asks('user:ada', 'fly', 'dataset:team')).explanation.reason, 'unknown_action')
  t.is(explained(snapshot, asks('user:ada', 'view', 'dataset:none')).explanation.reason, 'unknown_resource')
})

test('lists are of what may be seen and of who may', async t => {
  const snapshot = await given(datasets, rules)
  const seen = { subject: 'user:ada' as Subject, actions: ['view'], type: 'dataset' }
  t.deepEqual(await snapshot.resources({ ...seen, limit: 2 }), {
    items: ['dataset:open', 'dataset:shut'] as Resource[],
    next: 'dataset:shut',
    total: 3,
  })
  t.deepEqual(await snapshot.resources({ ...seen, limit: 2, after: 'dataset:shut' }), {
    items: ['dataset:team'] as Resource[],
  })
  t.deepEqual(
    await snapshot.subjects({ resource: 'dataset:open' as Resource, action: 'view', type: 'user', limit: 9 }),
    { items: ['user:ada', 'user:max'] as Subject[] },
  )
  t.deepEqual((await snapshot.access('dataset:team' as Resource, { limit: 10 })).items, [
    {
      subject: 'user:ada' as Subject,
      level: 'can_manage',
      via: [['user:ada', 'role:admin', 'datasets', 'can_manage']],
    },
    {
      subject: 'user:gus' as Subject,
      level: 'can_edit',
      via: [['user:gus', 'group:labels', 'group:vision', 'dataset:team', 'can_edit']],
    },
  ])
})

test('the next snapshot has the change, the one before it has not', async t => {
  const before = await given(datasets, rules)
  const grant: Rule = ['p', 'user:max', org, 'dataset:shut', 'can_manage', 'allow']
  const after = await before.advance(change(2, { adds: [grant] }))
  t.false(before.check(asks('user:max', 'delete', 'dataset:shut')))
  t.true(after.check(asks('user:max', 'delete', 'dataset:shut')))
  t.false(before.has(grant))
  t.true(after.has(grant))
  const undone = await after.advance(change(3, { removes: [grant, ['g', 'user:max', 'role:member', org]] }))
  t.false(undone.check(asks('user:max', 'delete', 'dataset:shut')))
  t.false(undone.check(asks('user:max', 'view', 'dataset:open')))
  await t.throwsAsync(after.advance(change(2, {})), { instanceOf: RangeError })
})
