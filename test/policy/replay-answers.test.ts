import test from 'ava'
import type { Decision } from '../../src/model/decision.ts'
import type { OrgId } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { endRule } from '../../src/model/rule-ends.ts'
import { createAnswers } from '../../src/policy/replay-answers.ts'
import { datasets } from '../engine/given/datasets.ts'
import { given } from '../engine/given/snapshot.ts'

const org = 'acme' as OrgId
const may = (user: string): Rule => ['p', user, org, 'dataset:streets', 'can_view', 'allow']
const base: readonly Rule[] = [
  ['g2', 'dataset:streets', 'datasets', org],
  ...['user:ann', 'user:bo', 'user:cy'].map((user): Rule => ['g', user, 'role:guest', org]),
]

const asked = (at: number, subject: string): Decision => ({
  org,
  at: new Date(at),
  subject,
  action: 'view',
  resource: 'dataset:streets',
  allowed: true,
  revision: 1,
  asked_by: 'operator',
  request_id: 'r',
})

test('each question is put to both policies as they were when it was asked', async t => {
  // Now, bo may until 40, and cy could until 10; the draft gives it to ann until 30 and takes it from bo.
  const before = await given(datasets, [
    ...base,
    may('user:bo'),
    endRule(may('user:bo'), new Date(40)),
    may('user:cy'),
    endRule(may('user:cy'), new Date(10)),
  ])
  const after = await given(datasets, [...base, may('user:ann'), endRule(may('user:ann'), new Date(30))])
  const answers = createAnswers({ before, after }, new Date(15), [40, 30])
  const times = [45, 40, 39, 35, 30, 29, 20]
  for (const decision of times.flatMap(at => ['user:ann', 'user:bo', 'user:cy'].map(who => asked(at, who))))
    if (!answers.ask(decision)) await answers.goBack(decision)
  const { items, ...counts } = await answers.changed(10)
  t.deepEqual(counts, { questions: 3, gains: 1, loses: 1, more: 0 })
  t.deepEqual(
    items.map(({ subject, allowed, times: often }) => [subject, allowed, often]),
    [
      ['user:bo', false, 5],
      ['user:ann', true, 2],
    ],
  )
})
