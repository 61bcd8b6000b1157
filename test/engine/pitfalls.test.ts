import test from 'ava'
import { BadRule } from '../../src/engine/bad-model.ts'
import { SnapshotRoleManager } from '../../src/engine/casbin/links.ts'
import { compileSet } from '../../src/engine/set.ts'
import type { CheckRequest } from '../../src/engine/snapshot.ts'
import type { OrgId, Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { acme, asks, change, explained, given, inBatch, organisation } from './given/snapshot.ts'

const org = 'acme'
const shipped = datasetsSource()
const start: Rule[] = [
  ['g', 'user:ada', 'role:admin', org],
  ['g', 'user:max', 'role:member', org],
  ['g2', 'dataset:x', 'datasets', org],
]
const view = (subject: string, resource = 'dataset:x') => asks(subject, 'view', resource)

const ACL = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = `
const acl = (matcher: string, model = ACL) => compileSet({ ...shipped, model: model + matcher, baseline: [] })

test('without any rule nothing is allowed, not even empty texts', async t => {
  for (const matcher of [
    'r.sub == p.sub && r.obj == p.obj && r.act == p.act',
    'r.sub == p.sub && keyMatch(r.obj, p.obj)',
  ]) {
    const snapshot = await given(acl(matcher), [])
    t.false(snapshot.check(asks('', '', '')))
    t.false(snapshot.check(asks('', 'view', '')))
    t.false(snapshot.check(view('user:ada')))
    t.false(explained(snapshot, view('')).allowed)
  }
})

test('a level is not an action, and nothing is allowed that the set does not name', async t => {
  const snapshot = await given(datasets, start)
  for (const action of ['can_view', 'can_manage', 'administer', '', '*', 'VIEW', 'view '])
    t.false(snapshot.check(asks('user:ada', action, 'dataset:x')), action)
})

test('a comma in an id never joins two arguments into another question', async t => {
  await t.throwsAsync(given(datasets, [['g', 'user:x,role:admin', 'group:y', org]]), { instanceOf: BadRule })
  const snapshot = await given(datasets, start)
  for (const subject of ['user:ada,role:everyone', 'user:ada,role:admin', 'role:admin,role:everyone,acme'])
    t.false(snapshot.check(view(subject)), subject)
})

test('only texts are compared: a list or number that looks like one is denied', async t => {
  const scanning = acl('r.sub == "user:ada" || (r.sub == p.sub && r.obj == p.obj && r.act == p.act)')
  const rules: Rule[] = [['p', 'user:1', 'dataset:x', 'view']]
  for (const snapshot of [await given(datasets, start), await given(scanning, rules)]) {
    const odd = [
      { ...view('user:ada'), subject: ['user:ada'] },
      { ...view('user:ada'), resource: ['dataset:x'] },
      { ...view('user:ada'), action: ['view'] },
      { ...view('user:ada'), subject: 1 },
      { ...view('user:ada'), resource: null },
    ] as unknown as CheckRequest[]
    t.true(snapshot.check(view('user:ada')))
    t.deepEqual(
      odd.map(q => snapshot.check(q)),
      odd.map(() => false),
    )
    t.deepEqual(
      await inBatch(snapshot, odd),
      odd.map(() => false),
    )
    t.is(explained(snapshot, odd[0] as CheckRequest).explanation.reason, 'unknown_subject')
  }
})

test('a revoke is seen by the next check and by the next batch', async t => {
  const role: Rule = ['g', 'user:ada', 'role:admin', org]
  const before = await given(datasets, start)
  t.deepEqual(await inBatch(before, [view('user:ada'), view('user:ada')]), [true, true])
  const after = await before.advance(change(2, { removes: [role] }))
  t.false(after.check(view('user:ada')))
  t.deepEqual(await inBatch(after, [view('user:ada'), view('user:ada')]), [false, false])
  t.is(after.level('user:ada' as Subject, 'dataset:x' as Resource), 'none')
})

test('while a snapshot is being made, the one before it answers, with all its denies', async t => {
  const deny: Rule = ['p', 'user:max', org, 'dataset:x', 'view', 'deny']
  const grant: Rule = ['p', 'user:max', org, 'dataset:x', 'can_edit', 'allow']
  const before = await given(datasets, [...start, deny, grant])
  const loading = given(datasets, [...start, grant])
  t.false(before.check(view('user:max')))
  t.true((await loading).check(view('user:max')))
  t.false(before.check(view('user:max')))
})

test('an organisation of 150,000 rules is loaded and decided on', async t => {
  const rules: Rule[] = Array.from({ length: 150_000 }, (_, i) => ['g2', `dataset:${i}`, 'datasets', org])
  const snapshot = await given(datasets, [...rules, ...start])
  t.true(snapshot.check(view('user:ada', 'dataset:149999')))
  t.is(snapshot.rulesOnResource('datasets' as Resource).length, 150_001)
})

test('questions about what there is not leave nothing behind', async t => {
  const snapshot = await given(datasets, start)
  const { bytes } = await snapshot.advance(change(2, {}))
  for (let i = 0; i < 5_000; i++) snapshot.check(asks(`user:${i}`, 'view', `dataset:n${i}`))
  t.is((await snapshot.advance(change(2, {}))).bytes, bytes)
})

test('links of one organisation are never those of another', async t => {
  const manager = new SnapshotRoleManager('g')
  t.false(manager.syncedHasLink('user:ada', 'role:admin', org))
  manager.links = { org, reaches: () => true }
  t.true(manager.syncedHasLink('user:ada', 'role:admin', org))
  t.true(manager.syncedHasLink('user:ada', 'role:admin'))
  t.false(manager.syncedHasLink('user:ada', 'role:admin', 'other'))
  await t.throwsAsync(manager.addLink())
  const other = await given(datasets, [['g2', 'dataset:x', 'datasets', 'other']], 'other' as OrgId)
  t.false(other.check(view('user:ada')))
  await t.throwsAsync(given(datasets, [['g', 'user:ada', 'role:admin', 'other']]), {
    message: /domain must be acme/,
  })
  await t.throwsAsync(given(datasets, [['g', 'user:ada', 'role:admin', '*']]), {
    message: /domain must be acme/,
  })
})

test('a chain of five hundred groups is followed to its end', async t => {
  const chain = Array.from({ length: 500 }, (_, i): Rule => ['g', `group:${i}`, `group:${i + 1}`, org])
  const rules: Rule[] = [
    ...start,
    ...chain,
    ['g', 'user:max', 'group:0', org],
    ['p', 'group:500', org, 'dataset:x', 'can_edit', 'allow'],
  ]
  const snapshot = await given(datasets, rules)
  t.true(snapshot.check(asks('user:max', 'edit', 'dataset:x')))
  const { path } = explained(snapshot, asks('user:max', 'edit', 'dataset:x')).explanation
  t.deepEqual(
    [path.length, path[0], path[1], path[32], path.at(-1)],
    [65, 'user:max', 'group:0', '...', 'group:500'],
  )
})

test('groups that contain each other give what each has, and end', async t => {
  const rules: Rule[] = [
    ...start,
    ['g', 'user:max', 'group:a', org],
    ['g', 'group:a', 'group:b', org],
    ['g', 'group:b', 'group:a', org],
    ['g', 'group:b', 'group:b', org],
    ['p', 'group:b', org, 'dataset:x', 'can_edit', 'allow'],
  ]
  const snapshot = await given(datasets, rules)
  t.true(snapshot.check(asks('user:max', 'edit', 'dataset:x')))
  t.false(snapshot.check(asks('user:max', 'manage', 'dataset:x')))
  t.deepEqual(snapshot.rulesOfSubject('group:b' as Subject).length, 4)
})

test('patterns are asked of every rule, and a pattern that is none denies', async t => {
  const snapshot = await given(acl('r.sub == p.sub && regexMatch(r.obj, p.obj) && keyMatch(r.act, p.act)'), [
    ['p', 'user:max', 'dataset:.*', 'v*'],
  ])
  t.true(snapshot.check(view('user:max')))
  t.false(snapshot.check(asks('user:max', 'edit', 'dataset:x')))
  const broken = await snapshot.advance(change(2, { adds: [['p', 'user:ada', '*', 'view']] }))
  t.false(broken.check(view('user:ada')))
  t.false(explained(broken, view('user:ada')).allowed)
})

test('attributes that were not given are not equal to anything', async t => {
  const model = ACL.replace('r = sub, obj, act', 'r = sub, obj, act, ctx')
  const rules: Rule[] = [['p', 'user:max', 'dataset:x', 'view']]
  const snapshot = await given(acl('r.sub == p.sub && r.obj == p.obj && r.ctx.team == p.act', model), rules)
  t.true(snapshot.check({ ...view('user:max'), context: { team: 'view' } }))
  t.false(snapshot.check({ ...view('user:max'), context: { team: 'edit' } }))
  t.false(snapshot.check(view('user:max')))
  const both = await given(acl('r.sub == p.sub && r.ctx.owner == r.ctx.asker', model), rules)
  t.false(both.check(view('user:max')))
  t.false(both.check({ ...view('user:max'), context: { owner: ['a'], asker: 'a' } }))
  t.false(both.check({ ...view('user:max'), context: { owner: {}, asker: '[object Object]' } }))
  t.true(both.check({ ...view('user:max'), context: { owner: 'a', asker: 'a' } }))
  const young = await given(acl('r.sub == p.sub && r.ctx.device.age < 3', model), rules)
  t.false(young.check({ ...view('user:max'), context: { device: { age: null } } }))
  t.true(young.check({ ...view('user:max'), context: { device: { age: 2 } } }))
  const deep = await given(acl('r.sub == p.sub && r.ctx.device.constructor.name == "Object"', model), rules)
  t.false(deep.check({ ...view('user:max'), context: { device: {} } }))
  t.false(deep.check(view('user:max')))
})

test('ids that mean something to JavaScript mean nothing here', async t => {
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const snapshot = await given(datasets, [
      ...start,
      ['g', `user:${id}`, 'role:guest', org],
      ['g2', `dataset:${id}`, 'datasets', org],
    ])
    t.false(snapshot.check(view(`user:${id}`, `dataset:${id}`)), id)
    t.false(snapshot.check(asks('user:ada', id, 'dataset:x')), id)
    t.false(snapshot.check(view('user:ada', `${id}:x`)), id)
    t.false(snapshot.check(view('user:ada', id)), id)
    t.true(snapshot.check(view('user:ada', `dataset:${id}`)), id)
  }
})

test('a deleted organisation decides nothing', async t => {
  const snapshot = await given(datasets, start)
  const deleted = snapshot.withOrganisation({ ...organisation(acme), deleted_at: new Date(1) })
  t.true(snapshot.check(view('user:ada')))
  t.false(deleted.check(view('user:ada')))
  t.deepEqual(await inBatch(deleted, [view('user:ada')]), [false])
  t.deepEqual(
    (
      await deleted.resources({
        subject: 'user:ada' as Subject,
        actions: ['view'],
        type: 'dataset',
        limit: 9,
      })
    ).items,
    [],
  )
  t.is(explained(deleted, view('user:ada')).explanation.reason, 'unknown_organisation')
})

test('who is allowed beside the rules is explained without a way to the rule', async t => {
  const rules: Rule[] = [
    ['p', 'user:ada', 'dataset:x', 'edit'],
    ['p', 'user:max', 'dataset:x', 'view'],
  ]
  const snapshot = await given(
    acl('r.sub == "user:max" || (r.sub == p.sub && r.obj == p.obj && r.act == p.act)'),
    rules,
  )
  const { allowed, explanation } = explained(snapshot, asks('user:max', 'edit', 'dataset:x'))
  t.true(allowed)
  t.deepEqual(explanation.path, ['user:max'])
})
