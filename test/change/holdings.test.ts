/** What was given is read without looking at everybody who is in a role or a group. */
import test from 'ava'
import type { RulesView } from '../../src/change/rules-view.ts'
import { type Holding, listHoldings } from '../../src/directory/holdings.ts'
import { givenByHand } from '../../src/directory/support.ts'
import type { Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { rightsOf } from '../../src/policy/role-rules.ts'
import { datasets } from '../engine/given/datasets.ts'
import { acme, given } from '../engine/given/snapshot.ts'

const RULES: readonly Rule[] = [
  ['g', 'role:lead', 'role:member', acme],
  ['p', 'role:lead', acme, 'datasets', 'can_view', 'allow'],
  ['g', 'group:all', 'group:more', acme],
  ...Array.from({ length: 40 }, (_, n): Rule[] => [
    ['g', `user:u${n}`, 'role:lead', acme],
    ['g', `user:u${n}`, 'group:all', acme],
    ['g2', `dataset:d${n}`, 'datasets', acme],
    ['p', 'group:all', acme, `dataset:d${n}`, 'can_edit', 'allow'],
    ['p', 'group:all', acme, `dataset:d${n}`, 'clone', 'deny'],
  ]).flat(),
]

/** The rules, of which nobody may ask for all that name somebody. */
const guarded = async (): Promise<RulesView> => ({
  ...(await given(datasets, RULES)),
  rulesOfSubject: name => {
    throw new Error(`every rule that names ${name}`)
  },
  membersOf: group => {
    throw new Error(`everybody in ${group}`)
  },
})

test('what a role may is read without its holders', async t => {
  const view = await guarded()
  t.deepEqual(rightsOf(view, 'lead', 'may'), [{ resource: 'datasets' as never, action: 'can_view' }])
  t.deepEqual(rightsOf(view, 'lead', 'may_not'), [])
})

test('what a group was given is listed page by page, each thing once and in order, without its members', async t => {
  const view = await guarded()
  const records = { list: () => t.fail('nobody else is looked for') } as never
  const all: Holding[] = []
  let after: string | undefined
  do {
    const page = await listHoldings(records, view, 'group:all' as Subject, {
      limit: 7,
      ...(after === undefined ? {} : { after }),
    })
    t.true(page.items.length <= 7)
    all.push(...page.items)
    after = page.next
  } while (after !== undefined)
  const wanted = RULES.filter(([, first, ...rest]) => first === 'group:all' && !rest.includes('deny'))
  t.deepEqual(
    all.map(({ rule }) => JSON.stringify(rule)),
    wanted.map(rule => JSON.stringify(rule)).sort(),
  )
})

test('what support access was given by hand is looked at in turns, a few rules at a time, and only so much of it is kept', async t => {
  let turns = 0
  const nextTurn = async () => {
    turns += 1
  }
  const view = { ...(await guarded()), turns: { isOver: () => true, nextTurn } }
  const access = { id: 'group:all', level: 'can_view' } as never
  const listing = { most: 3, isKnown: ([, , , object]: Rule) => object !== 'dataset:d0' }
  const { all, first } = await givenByHand(view, access, listing)
  t.is(all, 41)
  t.deepEqual(
    first.map(([, , second, third]) => `${second} ${third}`),
    ['group:more acme', 'acme dataset:d1', 'acme dataset:d10'],
  )
  t.is(turns, 5)
})
