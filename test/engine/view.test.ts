import test from 'ava'
import { compileSet } from '../../src/engine/set.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { asks, change, explained, given } from './given/snapshot.ts'

const org = 'acme'
const rules: Rule[] = [
  ['g', 'user:zoe', 'role:member', org],
  ['g', 'user:Zoe', 'role:member', org],
  ['g', 'user:ada', 'role:guest', org],
  ['g', 'user:ada', 'role:member', org],
  ['g', 'service:etl', 'role:member', org],
  ['g', 'group:a', 'role:member', org],
  ['g', 'user:ada', 'group:a', org],
  ['g', 'group:b', 'group:a', org],
  ['g', 'user:odd', 'role:unheard', org],
  ['g2', 'dataset:x', 'datasets', org],
  ['p', 'group:a', org, 'dataset:x', 'can_edit', 'allow'],
  ['p', 'user:ada', org, 'dataset:x', 'can_view', 'allow'],
]
const late: Rule[] = [
  ['g', 'user:Bob', 'role:member', org],
  ['g', 'user:Bob', 'group:a', org],
]
const snapshot = async () => (await given(datasets, rules)).advance(change(2, { adds: late }))
const sorted = (found: readonly Rule[]) => found.map(String).sort()

test('a role is read off the rules, the strongest where there are several', async t => {
  const view = await snapshot()
  t.is(view.roleOf('user:ada' as Subject), 'member')
  t.is(view.roleOf('user:Bob' as Subject), 'member')
  t.is(view.roleOf('user:odd' as Subject), 'unheard')
  t.is(view.roleOf('group:b' as Subject), undefined)
  t.is(view.roleOf('user:nobody' as Subject), undefined)
})

test('holders of a role are accounts, in byte order', async t => {
  const view = await snapshot()
  t.deepEqual(view.holdersOf('member'), [
    'service:etl',
    'user:Bob',
    'user:Zoe',
    'user:ada',
    'user:zoe',
  ] as Subject[])
  t.deepEqual(view.holdersOf('admin'), [])
})

test('groups and members are the direct ones', async t => {
  const view = await snapshot()
  t.deepEqual(view.groupsOf('user:ada' as Subject), ['group:a'] as Subject[])
  t.deepEqual(view.membersOf('group:a' as Subject), ['group:b', 'user:Bob', 'user:ada'] as Subject[])
  t.deepEqual(view.membersOf('group:none' as Subject), [])
})

test('the rules of a subject and on a resource are all that name it', async t => {
  const view = await snapshot()
  t.deepEqual(
    sorted(view.rulesOfSubject('group:a' as Subject)),
    sorted([...rules, ...late].filter(rule => rule.includes('group:a'))),
  )
  t.deepEqual(
    sorted(view.rulesOnResource('dataset:x' as Resource)),
    sorted(rules.filter(rule => rule.includes('dataset:x'))),
  )
  t.deepEqual(view.rulesOfSubject('user:nobody' as Subject), [])
})

test('only own rules are there, and only as they are written', async t => {
  const view = await snapshot()
  for (const rule of [...rules, ...late]) t.true(view.has(rule), String(rule))
  const others: Rule[] = [
    ['p', 'role:admin', '*', 'datasets', 'can_manage', 'allow'],
    ['p', 'role:admin', org, 'datasets', 'can_manage', 'allow'],
    ['p', 'group:a', 'other', 'dataset:x', 'can_edit', 'allow'],
    ['p', 'group:a', org, 'dataset:x', 'can_edit', 'deny'],
    ['p', 'group:a', org, 'dataset:x', 'can_edit'],
    ['p', 'group:none', org, 'dataset:x', 'can_edit', 'allow'],
    ['g', 'user:zoe', 'role:member', 'other'],
    ['g', 'user:zoe', 'role:member'],
    ['g', 'user:zoe', 'role:member', org, 'more'],
    ['g', 'role:member', 'user:zoe', org],
    ['g', 'user:zoe', 'group:none', org],
    ['g9', 'user:zoe', 'role:member', org],
    ['g3', 'view', 'can_view'],
  ]
  for (const rule of others) t.false(view.has(rule), String(rule))
})

test('a model without roles has no groups, and access is by the rules alone', async t => {
  const model = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act`
  const set = compileSet({ ...datasetsSource(), model, baseline: [] })
  const view = await given(set, [['p', 'user:ada', 'dataset:x', 'edit']])
  t.is(view.roleOf('user:ada' as Subject), undefined)
  t.is(view.level('user:ada' as Subject, 'dataset:x' as Resource), 'can_edit')
  t.deepEqual((await view.access('dataset:x' as Resource, { limit: 5 })).items, [
    { subject: 'user:ada' as Subject, level: 'can_edit', via: [['user:ada', 'dataset:x', 'edit']] },
  ])
  const { explanation } = explained(view, asks('user:ada', 'edit', 'dataset:x'))
  t.deepEqual(explanation.path, ['user:ada'])
  t.deepEqual(explanation.rule, ['p', 'user:ada', 'dataset:x', 'edit'])
  t.is(explained(view, asks('user:ada', 'view', 'dataset:x')).explanation.reason, 'not_granted')
})

test('access is paged', async t => {
  const view = await snapshot()
  const page = (after?: string) =>
    view.access('dataset:x' as Resource, { limit: 1, ...(after ? { after } : {}) })
  t.deepEqual((await page()).items, [
    {
      subject: 'user:Bob' as Subject,
      level: 'can_edit',
      via: [['user:Bob', 'group:a', 'dataset:x', 'can_edit']],
    },
  ])
  t.is((await page()).next, 'user:Bob')
  t.deepEqual((await page('user:Bob')).items, [
    {
      subject: 'user:ada' as Subject,
      level: 'can_edit',
      via: [
        ['user:ada', 'dataset:x', 'can_view'],
        ['user:ada', 'group:a', 'dataset:x', 'can_edit'],
      ],
    },
  ])
  t.is((await page('user:Bob')).next, undefined)
  t.deepEqual(
    view.via('user:ada' as Subject, 'dataset:x' as Resource),
    (await page('user:Bob')).items[0]?.via,
  )
})
