import test from 'ava'
import fc from 'fast-check'
import { createBatch, type Step } from '../../adapters/mongodb/connection/batch.ts'
import { kindOf, runsOf } from '../../adapters/mongodb/connection/runs.ts'
import type { Named } from '../../adapters/mongodb/schema/collections.ts'

const [one, other] = [{ namespace: 'db.a' } as Named, { namespace: 'db.b' } as Named]

/** What collections hold after these steps: `where` drops everything of one. */
const after = (steps: readonly Step[]): Record<string, unknown> => {
  const held = new Map<string, unknown>()
  for (const { write } of steps) {
    const at = (id: unknown) => `${write.namespace} ${id}`
    if (write.name === 'replaceOne') held.set(at(write.filter._id), write.replacement)
    if (write.name === 'insertOne') held.set(at(write.document._id), write.document)
    if (write.name !== 'deleteMany') continue
    if (write.filter._id === undefined)
      for (const key of [...held.keys()].filter(key => key.startsWith(write.namespace))) held.delete(key)
    else held.delete(at(write.filter._id))
  }
  return Object.fromEntries([...held].sort())
}

const wish = fc.record({
  what: fc.constantFrom('put', 'put', 'insert', 'remove', 'remove', 'clear'),
  id: fc.constantFrom('x', 'y', 'z'),
  of: fc.constantFrom(one, other),
})

test('in whatever runs the steps travel, they leave what they leave in their order', t => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), wishes => {
      const batch = createBatch()
      for (const [n, { what, id, of }] of wishes.entries()) {
        if (what === 'put') batch.put(of, { _id: id, n } as { _id: string })
        if (what === 'insert') batch.insert(of, { _id: id, n })
        if (what === 'remove') batch.remove(of, { _id: id })
        if (what === 'clear') batch.remove(of, { org: 'acme' })
      }
      const runs = runsOf(batch.steps)
      const alike = runs.every(
        run => new Set(run.map(step => `${kindOf(step)} ${step.write.namespace}`)).size === 1,
      )
      return alike && JSON.stringify(after(runs.flat())) === JSON.stringify(after(batch.steps))
    }),
  )
  t.pass()
})

test('records that each replace an earlier one travel as two commands, however many they are', t => {
  const batch = createBatch()
  for (let n = 0; n < 1_000; n += 1) {
    batch.remove(one, { _id: String(n) })
    batch.remove(other, { _id: { $gte: `${n}/`, $lt: `${n}0` } })
    batch.put(one, { _id: String(n) })
  }
  t.deepEqual(
    runsOf(batch.steps).map(run => [run[0]?.write.name, run.length]),
    [
      ['deleteMany', 1_000],
      ['replaceOne', 1_000],
      ['deleteMany', 1_000],
    ],
  )
})
