import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { OrgId } from '../../src/model/id.ts'
import { createPinned } from '../../src/replica/pinned.ts'
import { datasets } from '../engine/given/datasets.ts'
import { change, given } from '../engine/given/snapshot.ts'

const acme = 'acme' as OrgId

/** The organisation at revisions 1 to `count`. */
const revisions = async (count: number): Promise<readonly Snapshot[]> => {
  const all = [await given(datasets, [])]
  while (all.length < count) all.push(await (all.at(-1) as Snapshot).advance(change(all.length + 1, {})))
  return all
}

const clock = () => {
  let time = 0
  return { now: () => new Date(time), pass: (ms: number) => (time += ms) }
}

test('the newest four revisions of an organisation are kept', async t => {
  const pinned = createPinned({ memory: 1e9, keptMs: 1_000, now: clock().now })
  const all = await revisions(6)
  for (const snapshot of all) pinned.keep(snapshot)
  t.deepEqual(
    [1, 2, 3, 4, 5, 6].filter(revision => pinned.find(acme, revision)),
    [3, 4, 5, 6],
  )
  t.is(pinned.find(acme, 6), all[5])
  t.is(pinned.find('other' as OrgId, 6), undefined)
})

test('what takes more than the memory is let go, the least recently read first', async t => {
  const [first, second, third] = (await revisions(3)) as [Snapshot, Snapshot, Snapshot]
  const pinned = createPinned({ memory: first.bytes * 2.5, keptMs: 1_000, now: clock().now })
  pinned.keep(first)
  pinned.keep(second)
  pinned.keep(first)
  pinned.keep(third)
  t.is(pinned.find(acme, 2), undefined)
  t.is(pinned.find(acme, 1), first)
  t.is(pinned.find(acme, 3), third)
})

test('one that was not read for a while is let go', async t => {
  const { now, pass } = clock()
  const [snapshot] = (await revisions(1)) as [Snapshot]
  const pinned = createPinned({ memory: 1e9, keptMs: 1_000, now })
  pinned.keep(snapshot)
  pass(999)
  t.is(pinned.find(acme, 1), snapshot)
  pass(1)
  t.is(pinned.find(acme, 1), undefined)
})
