import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import { type Edits, edit, Rows } from '../../src/engine/rows.ts'

const cell = fc.nat({ max: 40 })
const edits = fc.array(
  fc.tuple(fc.nat({ max: 3 }), cell, fc.constantFrom('adds' as const, 'removes' as const)),
  {
    maxLength: 30,
  },
)

type Change = readonly [key: number, cell: number, kind: 'adds' | 'removes']

/** The same with sets: removals go first. */
const naively = (sets: readonly Set<number>[], change: readonly Change[]): void => {
  for (const [key, to, kind] of change) if (kind === 'removes') sets[key]?.delete(to)
  for (const [key, to, kind] of change) if (kind === 'adds') sets[key]?.add(to)
}

const inOrder = (set: ReadonlySet<number>): number[] => [...set].sort((one, other) => one - other)

test('rows after edits are those that were there, without what was removed and with what was added', async t => {
  const start = fc.array(fc.tuple(fc.nat({ max: 3 }), cell))
  await fc.assert(
    fc.asyncProperty(start, fc.array(edits), async (first, changes) => {
      const of = (part: 0 | 1) => Uint32Array.from(first.map(pair => pair[part]))
      let rows = await Rows.of(of(0), of(1))
      const sets = [0, 1, 2, 3].map(key => new Set(first.filter(([at]) => at === key).map(([, to]) => to)))
      for (const change of changes) {
        const noted: Edits = new Map()
        for (const [key, to, kind] of change) edit(noted, key, to, kind)
        naively(sets, change)
        rows = rows.with(noted)
      }
      const found = sets.map((_, key) => [...rows.rowOf(key)])
      assert.deepEqual(found, sets.map(inOrder))
      assert.equal(rows.size, found.flat().length)
    }),
  )
  t.pass()
})
