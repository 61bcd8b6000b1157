import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { parse, parseInTurns } from '../../src/http/steps/json.ts'
import { PIECE } from '../../src/http/steps/json-scan.ts'
import { Problem } from '../../src/model/problems.ts'

const names = fc.constantFrom('org', 'checks', 'a', 'b', '"', '__proto__')
const values = fc.oneof(
  fc.constantFrom('user:ann', 'x"y\\', '[', ']', ',', '{', 'ä', 1, true, null),
  fc.jsonValue({ maxDepth: 2 }),
)
/** Some items, again and again: more than is parsed in one go. */
const longs = fc
  .array(values, { minLength: 1, maxLength: 8 })
  .map(items => items.map(item => JSON.stringify(item)))
  .map(items => {
    const all: string[] = []
    for (let length = 0; length < 3 * PIECE; length += (all.at(-1) as string).length + 1)
      all.push(items[all.length % items.length] as string)
    return `[${all.join()}]`
  })
/** The same for a text: its escapes lie across every place where it could be cut. */
const longTexts = fc
  .array(fc.constantFrom('a', 'ä', '\\n', '\\\\', '\\"', '\\u00e4', '\\ud83d\\ude00', '😀'), {
    minLength: 1,
    maxLength: 8,
  })
  .map(parts => `"${parts.join('').repeat(Math.ceil((3 * PIECE) / parts.join('').length))}"`)
const members = fc.array(
  fc.tuple(
    names,
    fc.oneof(
      values.map(value => JSON.stringify(value)),
      longs,
      longTexts,
    ),
    fc.constantFrom('', ' ', '\n'),
  ),
  { maxLength: 4 },
)
const bodies = fc.oneof(
  {
    weight: 8,
    arbitrary: members.map(
      some => `{${some.map(([n, v, s]) => `${JSON.stringify(n)}${s}:${s}${v}`).join()}}`,
    ),
  },
  { weight: 1, arbitrary: longs },
  { weight: 1, arbitrary: longs.map(list => `["checks",${list}]`) },
)
/** Mistakes: a sign more, or one less, anywhere. */
const damaged = fc
  .tuple(bodies, fc.nat(), fc.constantFrom(',', '[', ']', '{', '}', '"', ':', '1', '\\', ''))
  .map(([text, at, sign]) => {
    const place = at % text.length
    return text.slice(0, place) + sign + text.slice(place + Number(sign === ''))
  })
/** The same where lists are taken apart: between two items. */
const damagedBetween = fc
  .tuple(longs, fc.nat(), fc.constantFrom(',', '],[', '},{', '1'))
  .map(([list, at, sign]) => {
    const comma = list.indexOf(',', PIECE + (at % PIECE))
    return `{"checks":${list.slice(0, comma)}${sign}${list.slice(comma)}}`
  })

const outcome = async (read: () => unknown): Promise<unknown> => {
  try {
    return { value: await read() }
  } catch (error) {
    assert.ok(error instanceof Problem)
    return error.code
  }
}

for (const [what, texts, least] of [
  ['bodies', bodies, 50],
  ['damaged bodies', damaged, 10],
  ['damaged lists', damagedBetween, 0],
] as const)
  test(`${what}: what is read in turns is what is read at once`, async t => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(texts, async text => {
        const once = await outcome(() => parse(text, 1_000_000))
        read += Number(typeof once === 'object')
        assert.deepEqual(await outcome(() => parseInTurns(text, 1_000_000)), once)
      }),
      { numRuns: 200 },
    )
    t.true(read >= least, `${read}`)
  })

test('a long text is parsed in pieces', async t => {
  for (const text of ['\\', '"', '\n', '\u0001', '\ud800', 'x\\u0041', '']) {
    const body = JSON.stringify({ a: 'b', rules: text.repeat(40_000), c: text })
    t.deepEqual(await parseInTurns(body), JSON.parse(body), JSON.stringify(text))
  }
})

test('a long list is parsed in pieces, and what a body may hold is asked before', async t => {
  const text = JSON.stringify({ checks: Array.from({ length: 5_000 }, (_, at) => ({ at })) })
  t.deepEqual(await parseInTurns(text), JSON.parse(text))
  await t.throwsAsync(parseInTurns(text, 100), { instanceOf: Problem })
  await t.throwsAsync(parseInTurns(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`), { instanceOf: Problem })
  t.is(await parseInTurns(''), undefined)
})
