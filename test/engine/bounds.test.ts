import test, { type ExecutionContext } from 'ava'
import { MAX_REACH, MAX_RULES_PER_DECISION, TooLarge, unlessTooMuch } from '../../src/engine/bounds.ts'
import { compileSet } from '../../src/engine/set.ts'
import { eachInTurns, nextTurn, whenTurnEnds } from '../../src/engine/turns.ts'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { datasets, datasetsSource } from './given/datasets.ts'
import { asks, change, explained, given, inBatch } from './given/snapshot.ts'

const org = 'acme'
const start: Rule[] = [
  ['g', 'user:ada', 'role:admin', org],
  ['g', 'user:max', 'role:guest', org],
  ['g2', 'dataset:x', 'datasets', org],
]
const list = (count: number, rule: (index: number) => Rule): Rule[] =>
  Array.from({ length: count }, (_, index) => rule(index))

/** How often others had the thread while the work was done. */
const turnsGiven = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0
  let working = true
  const turn = () => {
    turns += 1
    if (working) setImmediate(turn)
  }
  setImmediate(turn)
  await work()
  working = false
  return turns
}

const reasonOf = async (t: ExecutionContext, rules: readonly Rule[]) => {
  const snapshot = await given(datasets, [...start, ...rules])
  const question = asks('user:max', 'view', 'dataset:x')
  t.false(snapshot.check(question))
  t.deepEqual(await snapshot.answerAll([question]), [{ allowed: false, ...told(snapshot.answer(question)) }])
  return snapshot.answer(question).reason
}
const told = ({ reason }: { reason?: string | undefined }) => (reason ? { reason } : {})

test('rules about thousands of actions between one subject and one resource cost no memory per answer', async t => {
  const rules = list(27_000, i => ['p', 'user:ada', org, 'org', `act${i}`, 'deny'])
  const snapshot = await given(datasets, [...start, ...rules])
  const before = process.memoryUsage().heapUsed
  const questions = [...snapshot.catalogue.actions].map(action => asks('user:ada', action, 'org'))
  const answers = await inBatch(snapshot, questions)
  t.deepEqual(
    answers,
    questions.map(question => snapshot.check(question)),
  )
  t.true(answers.includes(true))
  t.true(process.memoryUsage().heapUsed - before < 64 * 1024 * 1024)
})

test('what a memo may hold is counted in the bytes of the snapshot, and it keeps to it', async t => {
  const levels = list(200, i => ['p', 'user:max', org, `dataset:${i}`, `lvl${i % 190}`, 'allow'])
  const snapshot = await given(datasets, [...start, ...levels])
  const questions = Array.from({ length: 1_000 }, (_, i) => asks('user:max', 'view', `dataset:${i % 200}`))
  t.deepEqual(await inBatch(snapshot, questions), Array(1_000).fill(false))
  t.true(snapshot.bytes > 8_192)
})

test('a subject in more groups than one question may cost is denied, and told so', async t => {
  const groups = list(MAX_REACH, i => ['g', 'user:max', `group:${i}`, org])
  t.is(
    await reasonOf(t, [...groups, ['p', 'group:1', org, 'dataset:x', 'can_view', 'allow']]),
    'too_much_work',
  )
})

test('more matching rules than one decision may ask about deny it, and it is told so', async t => {
  const count = MAX_RULES_PER_DECISION / 2 + 1
  const rules = list(count, i => ['g', 'user:max', `group:${i}`, org])
  for (let i = 0; i < count; i++)
    for (const level of ['can_view', 'can_edit'])
      rules.push(['p', `group:${i}`, org, 'dataset:x', level, 'allow'])
  t.is(await reasonOf(t, rules), 'too_much_work')
})

test('a batch ends when it has cost what a batch may cost: what is left is denied, and told so', async t => {
  const groups = 2_000
  const rules = list(groups, i => ['g', 'user:max', `group:${i}`, org])
  for (let i = 0; i < groups; i++) rules.push(['p', `group:${i}`, org, 'dataset:x', 'can_edit', 'allow'])
  const snapshot = await given(datasets, [...start, ...rules])
  const question = { ...asks('user:max', 'view', 'dataset:x'), explain: true, insider: true }
  const answers = await snapshot.answerAll(Array(1_000).fill(question))
  t.true(answers[0]?.allowed)
  t.deepEqual(answers.at(-1), { allowed: false, reason: 'too_much_work' })
  t.is(answers.length, 1_000)
})

test('others have the thread while a long list or batch is made', async t => {
  const things = 5_000
  const snapshot = await given(datasets, [
    ...start,
    ...list(things, i => ['g2', `dataset:${i}`, 'datasets', org]),
    ...list(things, i => ['p', 'user:max', org, `dataset:${i}`, 'can_edit', 'allow']),
  ])
  const questions = Array.from({ length: 10_000 }, (_, i) => ({
    ...asks('user:max', 'view', `dataset:${i % things}`),
    explain: true,
    insider: true,
  }))
  t.true((await turnsGiven(() => snapshot.answerAll(questions))) > 4)
  const query = { subject: 'user:max' as Subject, actions: ['manage'], type: 'dataset', limit: things }
  const { items } = await snapshot.resources(query)
  t.deepEqual(items, [])
})

test('an organisation is built in turns, and what dry runs mention is not kept', async t => {
  const rules = list(60_000, i => ['p', `user:${i % 999}`, org, `dataset:${i}`, 'can_view', 'allow'])
  t.true((await turnsGiven(() => given(datasets, rules))) > 4)
  const snapshot = await given(datasets, start)
  const { bytes } = snapshot
  for (let run = 0; run < 40; run++)
    await snapshot.advance(
      change(2, { adds: list(300, i => ['g', `user:run${run}x${i}`, 'role:guest', org]) }),
    )
  const after = await snapshot.advance(change(2, {}))
  t.true(after.bytes < bytes + 2 * 124 * 4_096)
})

test('a policy set that scans holds as many rules as one decision may scan', async t => {
  const model = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && keyMatch(r.obj, p.obj) && r.act == p.act`
  const set = compileSet({ ...datasetsSource(), model, baseline: [] })
  const rules = (count: number): Rule[] => list(count, i => ['p', 'user:ada', `dataset:${i}`, 'view'])
  const full = await given(set, rules(MAX_RULES_PER_DECISION))
  const more = { adds: [['p', 'user:max', 'dataset:x', 'view'] as const] }
  await t.throwsAsync(full.advance(change(2, more)), { instanceOf: TooLarge })
  const removes = rules(1)
  t.truthy(await full.advance(change(2, { ...more, removes })))
  const beyond = await given(set, rules(MAX_RULES_PER_DECISION + 1))
  t.false(beyond.check(asks('user:ada', 'view', 'dataset:1')))
  t.truthy(await beyond.advance(change(2, { removes })))
})

test('a long way over groups is shown by its two ends, however long its names are', async t => {
  const long = (i: number) => `group:${i}${'x'.repeat(900)}`
  const snapshot = await given(datasets, [
    ...start,
    ['g', 'user:max', long(0), org],
    ...list(500, i => ['g', long(i), long(i + 1), org]),
    ['p', long(500), org, 'dataset:x', 'can_view', 'allow'],
  ])
  const { path } = explained(snapshot, asks('user:max', 'view', 'dataset:x')).explanation
  t.deepEqual(path, ['user:max', long(0), '...', long(499), long(500)])
  const [line] = (await snapshot.access('dataset:x' as Resource, { limit: 9 })).items.filter(
    ({ subject }) => subject === 'user:max',
  )
  t.is(line?.via[0]?.length, 7)
})

test('questions whose reading takes long are answered in turns, and in their order', async t => {
  const snapshot = await given(datasets, start)
  const slowly = () => {
    const began = performance.now()
    while (performance.now() - began < 1);
  }
  const made: number[] = []
  const turns = await turnsGiven(() =>
    snapshot.answerEach({ count: 200 }, (ask, at) => {
      slowly()
      t.is(ask(asks('user:ada', 'view', 'dataset:x')).allowed, true)
      made.push(at)
      return at < 150
    }),
  )
  t.deepEqual(
    made,
    Array.from({ length: 151 }, (_, at) => at),
  )
  t.true(turns > 10, `${turns} turns`)
})

test('items that take long are worked on in turns, and in their order', async t => {
  const slowly = (item: number) => {
    const began = performance.now()
    while (performance.now() - began < 1);
    return -item
  }
  const items = Array.from({ length: 200 }, (_, index) => index)
  let made: readonly number[] = []
  const turns = await turnsGiven(async () => {
    made = await eachInTurns(items, slowly)
  })
  t.deepEqual(
    made,
    items.map(item => -item),
  )
  t.true(turns > 10, `${turns} turns`)
})

test('a defect is not taken for too much work', t => {
  const defect = () => {
    throw new TypeError('a defect')
  }
  t.throws(() => unlessTooMuch(defect, false), { instanceOf: TypeError })
})

test('what ends a turn goes before the long work that waits for its own', async t => {
  const order: string[] = []
  const work = nextTurn().then(() => order.push('a slice of long work'))
  whenTurnEnds(() => order.push('an answer'))
  whenTurnEnds(() => order.push('another answer'))
  await work
  t.deepEqual(order, ['an answer', 'another answer', 'a slice of long work'])
})

test('groups that an earlier version put into each other have the rights of all, and a decision ends', async t => {
  const around = ['a', 'b', 'c', 'a'].map(
    (name, at, all): Rule => [...(['g', `group:${all[at - 1] ?? name}`, `group:${name}`, org] as const)],
  )
  const { check } = await given(datasets, [
    ...start,
    ...around,
    ['g', 'user:max', 'group:c', org],
    ['p', 'group:b', org, 'dataset:x', 'can_edit', 'allow'],
  ])
  const may = (action: string) => check({ subject: 'user:max', action, resource: 'dataset:x' } as never)
  t.true(may('view'))
  t.false(may('manage'), 'and no more than those')
})
