import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { z } from 'zod'
import { readBy } from '../../src/http/steps/long-lists.ts'

const Body = z.strictObject({
  org: z.string(),
  ids: z
    .array(
      z
        .string()
        .regex(/^[a-z]+$/)
        .transform(id => `dataset:${id}`),
    )
    .min(1)
    .max(300),
  operations: z
    .array(z.discriminatedUnion('do', [z.strictObject({ do: z.literal('x'), n: z.number() })]))
    .optional(),
  others: z.array(z.number()).default([7]),
})

const long = <T>(items: fc.Arbitrary<T>) =>
  fc
    .tuple(fc.array(items, { minLength: 1, maxLength: 6 }), fc.constantFrom(1, 40, 70))
    .map(([some, times]) => Array.from({ length: times }, () => some).flat())
const seldom = <T>(usual: T, other: unknown) =>
  fc.oneof({ weight: 40, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other as T) })
const bodies = fc.record(
  {
    org: seldom('acme', 1),
    ids: fc.oneof(long(seldom('a', 'A')), seldom<unknown>(['b'], {})),
    operations: long(seldom<object>({ do: 'x', n: 1 }, { do: 'y' })),
    others: long(seldom(1, 'one')),
    more: fc.constant(1),
  },
  { requiredKeys: ['org', 'ids'] },
)

const mostly = bodies.map(({ more, ...body }) =>
  more !== undefined && body.others ? { ...body, more } : body,
)

test('lists that are read some items at a time are read, and refused, as by the whole schema', async t => {
  let [read, refused] = [0, 0]
  await fc.assert(
    fc.asyncProperty(mostly, async body => {
      const whole = Body.safeParse(body)
      const { data, issues } = await readBy(Body, body)
      assert.deepEqual(data, whole.data)
      const told = new Set(issues.map(issue => JSON.stringify(issue)))
      const all = (whole.error?.issues ?? []).map(issue => JSON.stringify(issue))
      // It may tell more: the whole schema does not ask how long a list is that has mistakes in it.
      assert.equal(told.size > 0, all.length > 0)
      if (all.length < 20) for (const issue of all) assert.ok(told.has(issue), issue)
      read += Number(whole.success)
      refused += Number(!whole.success)
    }),
    { numRuns: 300 },
  )
  t.true(read > 20 && refused > 20, `${read} ${refused}`)
})
