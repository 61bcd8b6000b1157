import test from 'ava'
import { Problem } from '../../src/model/problems.ts'
import { engineWay } from '../../src/policy/trial/engine-way.ts'
import { type Answer, runCases } from '../../src/policy/trial/run.ts'
import { readTests } from '../../src/policy/trial/tests-text.ts'
import { explained } from '../engine/given/snapshot.ts'
import { shipped } from './shipped-sets.ts'

const { set } = await shipped('datasets')
const { catalogue } = set.compiled

const TABLE = `access:
  - name: a table
    given: [grant]
    to: [user]
    levels: [none, can_view]
    cells: |
      action | member | no role
      view   | no yes | no no
`

const CASE = `cases:
  - name: a case
    given:
      accounts: { user:gil: guest }
      groups: { group:lab: [user:gil] }
      resources:
        dataset:streets: { default: can_view, grants: { user:gil: can_view } }
      rules: ["p, user:gil, $org, dataset:streets, edit, deny"]
    who: user:gil
    on: dataset:streets
    allow: [view]
    deny: [edit]
    by:
      edit: p, user:gil, $org, dataset:streets, edit, deny
`

const engine = engineWay(set.compiled, (snapshot, questions) =>
  questions.map((question): Answer => {
    const { allowed, explanation } = explained(snapshot, question)
    return { allowed, ...(explanation.rule === undefined ? {} : { rule: explanation.rule }) }
  }),
)

test('a table asks each of its cells', async t => {
  const report = await runCases(readTests(catalogue, TABLE), engine)
  t.deepEqual(report, { asked: 4, failures: [] })
})

test('a cell that is wrong is told with who, what and on what', async t => {
  const { failures } = await runCases(readTests(catalogue, TABLE.replace('no yes', 'yes no')), engine)
  t.deepEqual(
    failures.map(({ message }) => message),
    [
      'user:member view dataset:none: expected allow, got deny',
      'user:member view dataset:can_view: expected deny, got allow',
    ],
  )
})

test('a case holds, and fails when another rule decides', async t => {
  t.deepEqual(await runCases(readTests(catalogue, CASE), engine), { asked: 2, failures: [] })
  const other = CASE.replace('edit: p, user:gil', 'edit: p, user:mia')
  const { failures } = await runCases(readTests(catalogue, other), engine)
  t.is(failures.length, 1)
  t.regex(failures[0]?.message ?? '', /expected by p, user:mia/)
})

test('a way that answers too few fails', async t => {
  const { failures } = await runCases(readTests(catalogue, TABLE), async () => [])
  t.is(failures.length, 4)
})

/** What is wrong, what is replaced by what, and the line that must be named. */
const slips = [
  ['a role that the set lacks', TABLE, '| member', '| membre', 7],
  ['an action that the set lacks', TABLE, 'view   |', 'veiw   |', 8],
  ['a cell of too few words', TABLE, 'no yes', 'yes', 8],
  ['a cell of other words', TABLE, 'no yes', 'no maybe', 8],
  ['a row of too few columns', TABLE, '| no no', '', 8],
  ['a level that the set lacks', TABLE, '[none, can_view]', '[none, can_fly]', 5],
  ['a person of whom nothing is known', CASE, 'who: user:gil', 'who: user:gli', 9],
  ['a resource of which nothing is known', CASE, 'on: dataset:streets', 'on: dataset:street', 10],
  ['a denied action that the set lacks', CASE, 'deny: [edit]', 'deny: [edit, edti]', 12],
  ['a role of an account', CASE, 'gil: guest', 'gil: gast', 4],
  ['a level of a grant', CASE, '{ user:gil: can_view }', '{ user:gil: can_vew }', 7],
  ['a rule that is none', CASE, '["p, user', '["q, user', 8],
  ['a rule for an action that is not asked', CASE, 'edit: p', 'manage: p', 14],
  ['a subject that is none', CASE, '[user:gil]', '[gil]', 5],
] as const

for (const [what, text, from, to, line] of slips)
  test(`${what} is refused with its line`, t => {
    t.true(text.includes(from))
    const error = t.throws(() => readTests(catalogue, text.replace(from, to)), { instanceOf: Problem })
    t.is(error?.code, 'invalid_policy')
    t.true(
      error?.errors?.some(({ path }) => path.startsWith(`tests.yaml:${line}:`)),
      JSON.stringify(error?.errors),
    )
  })

test('names that are meant not to exist are declared so', t => {
  const text = `cases:
  - name: strangers
    who: user:zoe
    on: dataset:gone
    deny: [fly]
    unknown: [user:zoe, dataset:gone, fly]
`
  t.is(readTests(catalogue, text)[0]?.expect.length, 1)
})

test('a case that expects nothing is refused', t => {
  const text = CASE.slice(0, CASE.indexOf('    allow:'))
  t.throws(() => readTests(catalogue, text), { instanceOf: Problem })
})
