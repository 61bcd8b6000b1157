import test from 'ava'
import fc from 'fast-check'
import { Evaluation } from '../../src/http/authzen/decisions.ts'
import { filledPlainly, withDefaults } from '../../src/http/authzen/defaults.ts'
import { evaluationsRoutes } from '../../src/http/authzen/evaluations.ts'
import { readPlainEvaluation } from '../../src/http/authzen/plain.ts'
import { readPlainBatch } from '../../src/http/authzen/plain-batch.ts'
import { check } from '../../src/http/check/check.ts'
import { isPlainQuestion, readPlainCheck } from '../../src/http/check/plain.ts'
import { Question } from '../../src/http/check/question.ts'
import { parse } from '../../src/http/steps/json.ts'

/** Texts near to what a plain check holds, on both sides of the line. */
const ids = fc.oneof(
  fc.constantFrom('ann', 'a.b', '.', '..', 'a,b', 'ä', '', 'user:ann', 'x'.repeat(256), 'x'.repeat(257)),
  fc.string({ maxLength: 8 }),
)
const refs = fc.oneof(
  fc
    .tuple(fc.constantFrom('user:', 'group:', 'service:', 'role:', 'dataset:', 'Dataset:', ''), ids)
    .map(parts => parts.join('')),
  fc.constantFrom('org', 'datasets', 'acme'),
)
const values = fc.oneof(
  { weight: 6, arbitrary: refs },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
)
const names = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('org', 'subject', 'action', 'resource', 'explain') },
  { weight: 1, arbitrary: fc.constantFrom('context', 'consistency', '__proto__', 'Org') },
)
const members = fc.array(fc.tuple(names, values), { minLength: 3, maxLength: 6 })
const plain = fc.record(
  {
    org: fc.constantFrom('acme', 'a-1'),
    subject: fc.constantFrom('user:ann', 'service:etl', 'group:g'),
    action: fc.constantFrom('view', 'samples.write'),
    resource: fc.constantFrom('dataset:x', 'org', 'datasets'),
    explain: fc.boolean(),
  },
  { requiredKeys: ['org', 'action', 'resource'] },
)
const bodies = fc.oneof(
  plain.map(value => JSON.stringify(value)),
  plain.map(value => JSON.stringify(value, undefined, 2)),
  members.map(
    some => `{${some.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  ),
  fc.string({ maxLength: 40 }),
)

const bySchema = (text: string): unknown => {
  try {
    return check.body.parse(parse(text))
  } catch {
    return undefined
  }
}

test('what is read as a plain check, the schema reads as the same', t => {
  let read = 0
  fc.assert(
    fc.property(bodies, text => {
      const value = readPlainCheck(text)
      if (value === undefined) return
      read += 1
      t.deepEqual(value as unknown, bySchema(text), text)
    }),
    { numRuns: 3_000 },
  )
  t.true(read > 500)
})

const parsed = (text: string): unknown => {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

test('what is taken for a plain question of a batch, the schema reads as the same', t => {
  let taken = 0
  fc.assert(
    fc.property(bodies, text => {
      const { org: _, ...question } = Object(parsed(text))
      if (!isPlainQuestion(question)) return
      taken += 1
      t.deepEqual(Question.parse(question) as unknown, question, text)
    }),
    { numRuns: 3_000 },
  )
  t.true(taken > 500)
  for (const value of [undefined, null, 'view', [], {}, { action: 'view' }]) t.false(isPlainQuestion(value))
})

/** Mostly the first. */
const mostly = <T>(plain: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: other })
const types = mostly(fc.constantFrom('user', 'dataset'), fc.constant(''))
const entities = mostly<unknown>(
  fc.record({ type: types, id: ids }),
  fc.oneof(fc.record({ type: types, id: ids, properties: fc.constant({}) }), values),
)
const actions = mostly<unknown>(fc.record({ name: fc.constantFrom('view', 'edit') }), values)
const evaluations = fc
  .tuple(
    fc.record({ subject: entities, action: actions, resource: entities }),
    mostly<object>(fc.constant({}), fc.constant({ context: {} })),
  )
  .map(([evaluation, more]) => JSON.stringify({ ...evaluation, ...more }))
const doubled = evaluations.map(text => text.replace('"id":', '"id":"first","id":'))

test('what is read as a plain evaluation, the schema reads as the same', t => {
  let read = 0
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: evaluations }, doubled), text => {
      const value = readPlainEvaluation(text)
      if (value === undefined) return
      read += 1
      t.deepEqual(value as unknown, Evaluation.parse(parse(text)), text)
    }),
    { numRuns: 3_000 },
  )
  t.true(read > 300)
})

const parts = fc.record({ subject: entities, action: actions, resource: entities }, { requiredKeys: [] })

test('what an item of a batch plainly takes from the defaults, the schema fills in the same way', t => {
  let filled = 0
  fc.assert(
    fc.property(parts, fc.oneof(parts, values), (defaults, item) => {
      const value = filledPlainly(defaults, item)
      if (value === undefined) return
      filled += 1
      const { context, ...read } = Evaluation.parse(withDefaults(defaults, item))
      t.is(context, undefined)
      t.deepEqual(value, read)
    }),
    { numRuns: 3_000 },
  )
  t.true(filled > 300)
})

const seldom = <T>(plain: readonly T[], other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...plain) }, { weight: 1, arbitrary: other })
const entity = fc.record({
  type: seldom(['user', 'dataset'], fc.constant('')),
  id: seldom(['ann', 'a,b', 'x}y', '[', ':'], ids),
})
const whole = fc.record({
  subject: entity,
  action: fc.record({ name: fc.constantFrom('view', 'edit') }),
  resource: entity,
})
/** The members of each in another order. */
const turned = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, turned(inner)]),
      )
    : value
const printed: readonly ((value: unknown) => string)[] = [
  value => JSON.stringify(value),
  value =>
    JSON.stringify(value)
      .replaceAll('":', '": ')
      .replaceAll(/,(?=["{])/g, ', '),
  value => JSON.stringify(value, undefined, 1),
]
const evaluationBatches = fc
  .tuple(
    fc.array(
      fc.tuple(
        mostly<unknown>(whole, fc.oneof(parts, values)),
        mostly(fc.constant(false), fc.constant(true)),
      ),
      {
        maxLength: 6,
      },
    ),
    fc.boolean(),
    mostly<object>(fc.constant({}), fc.constant({ options: {} })),
    fc.constantFrom(...printed),
  )
  .map(([items, all, more, print]) =>
    print({ evaluations: items.map(([item, one]) => (all !== one ? turned(item) : item)), ...more }),
  )
const damagedBatches = fc
  .tuple(evaluationBatches, fc.nat(), fc.constantFrom(',', '[', ']', '{', '}', '"', ':', '\\', '\n', ''))
  .map(([text, at, sign]) => {
    const place = at % text.length
    return text.slice(0, place) + sign + text.slice(place + Number(sign === ''))
  })

test('a batch of evaluations that are written alike is read as the schema reads it', t => {
  let read = 0
  fc.assert(
    fc.property(fc.oneof({ weight: 2, arbitrary: evaluationBatches }, damagedBatches), text => {
      const value = readPlainBatch(text)
      if (value === undefined) return
      read += value.evaluations.length
      t.deepEqual(value as unknown, evaluationsRoutes[0]?.body.parse(parse(text)), text)
    }),
    { numRuns: 1_000 },
  )
  t.true(read > 300, `${read}`)
})

test('what programs send as a batch of evaluations is written alike', t => {
  const item = (id: string) => ({
    subject: { type: 'user', id: 'ann' },
    resource: { type: 'dataset', id },
    action: { name: 'view' },
  })
  const body = { evaluations: Array.from({ length: 1_000 }, (_, at) => item(`d${at}`)) }
  for (const print of printed.slice(0, 2)) t.deepEqual(readPlainBatch(print(body)) as unknown, body)
  t.is(readPlainBatch(JSON.stringify({ evaluations: [...body.evaluations, item('x')] })), undefined)
})

test('an ordinary check is a plain one', t => {
  const body = { org: 'acme', subject: 'user:ann@example.com', action: 'view', resource: 'dataset:streets' }
  t.deepEqual(readPlainCheck(JSON.stringify(body)) as unknown, body)
})

for (const text of [
  '{"org":"acme","org":"acme","action":"view","resource":"org"}',
  '{"org":"acme","action":"view","resource":"org","__proto__":"x"}',
  '{"org":"acme","action":"vi\\u0065w","resource":"org"}',
  '["acme","view","org"]',
  'null',
])
  test(`left to the schema: ${text}`, t => t.is(readPlainCheck(text), undefined))
