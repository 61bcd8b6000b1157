import test from 'ava'
import { TooMuchWork } from '../../src/engine/bounds.ts'
import { effectsOf, type Snapshot } from '../../src/engine/snapshot.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets } from './given/datasets.ts'
import { given } from './given/snapshot.ts'

const org = 'acme'

test('a comparison in which too many kinds of accounts meet too many kinds of resources is too much', async t => {
  const many = 60
  const kinds = Array.from({ length: many }, (_, n): Rule[] => [
    ['g', `user:u${n}`, 'role:member', org],
    ['g', `user:u${n}`, `group:g${n}`, org],
    ['p', `group:g${n}`, org, `dataset:d${n}`, 'can_view', 'allow'],
    ['g2', `dataset:d${n}`, 'datasets', org],
    ['g2', `collection:c${n}`, 'collections', org],
    ['g2', `dataset:d${n}`, `collection:c${n}`, org],
  ]).flat()
  const before = await given(datasets, [...kinds])
  const grant: Rule = ['p', 'user:u1', org, 'collection:c2', 'can_edit', 'allow']
  const after = (await before.supposing({ adds: [grant], removes: [] })) as Snapshot
  await t.throwsAsync(effectsOf(before, after, many * many), { instanceOf: TooMuchWork })
  t.like(await effectsOf(before, after), { pairs: 2, unsummed: 0, uncompared: 0 })
})
