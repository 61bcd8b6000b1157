import test from 'ava'
import type { Rule } from '../../src/model/rule.ts'
import { datasets } from './given/datasets.ts'
import { acme, asks, change, explained, given } from './given/snapshot.ts'

const link = (child: string, parent: string): Rule => ['g', child, parent, acme]
const grant = (subject: string): Rule => ['p', subject, acme, 'dataset:x', 'can_view', 'allow']

test('what somebody in hundreds of groups reaches is known anew when a link changes, and only then', async t => {
  const groups = Array.from({ length: 400 }, (_, at) => `group:${at}`)
  let revision = 1
  let snapshot = await given(datasets, [
    link('user:ann', 'role:guest'),
    ...groups.map(group => link('user:ann', group)),
    ['g2', 'dataset:x', 'datasets', acme],
    grant('group:399'),
  ])
  const next = async (what: Parameters<typeof change>[1]) => {
    revision += 1
    snapshot = await snapshot.advance(change(revision, what))
  }
  const may = () => snapshot.check(asks('user:ann', 'view', 'dataset:x'))
  t.true(may())
  await next({ removes: [grant('group:399')] })
  t.false(may())
  await next({ adds: [grant('group:0')] })
  t.true(may())
  t.deepEqual(explained(snapshot, asks('user:ann', 'view', 'dataset:x')).explanation.path, [
    'user:ann',
    'group:0',
  ])
  await next({ removes: [link('user:ann', 'group:0')] })
  t.false(may())
  await next({ adds: [link('group:399', 'group:new'), link('group:new', 'group:0')] })
  t.true(may())
  await next({ removes: [link('group:new', 'group:0')] })
  t.false(may())
})

test('people in hundreds of groups, of two organisations with the same names, are told apart', async t => {
  const groups = Array.from({ length: 300 }, (_, at) => `group:${at}`)
  const rules = (who: string): Rule[] => [
    ...['user:a', 'user:b', 'user:c'].map(user => link(user, 'role:guest')),
    ...groups.map(group => link(who, group)),
    ['g2', 'dataset:x', 'datasets', acme],
    grant('group:7'),
  ]
  const two = [await given(datasets, rules('user:a')), await given(datasets, rules('user:b'))]
  for (const who of ['user:a', 'user:b', 'user:c', 'user:a'])
    t.deepEqual(
      two.map(snapshot => snapshot.check(asks(who, 'view', 'dataset:x'))),
      ['user:a', 'user:b'].map(member => member === who),
    )
})
