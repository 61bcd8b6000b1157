import test from 'ava'
import type { Snapshot } from '../../src/engine/snapshot.ts'
import type { OrgId } from '../../src/model/id.ts'
import { createHeldSnapshots } from '../../src/replica/held-snapshots.ts'
import { datasets } from '../engine/given/datasets.ts'
import { change, given } from '../engine/given/snapshot.ts'

const orgs = ['a', 'b', 'c', 'd'].map(id => id as OrgId)
const empty = (org: OrgId): Promise<Snapshot> => given(datasets, [], org)

test('what was not asked for of late is let go first, and the budget holds', async t => {
  const [a, b, c, d] = (await Promise.all(orgs.map(empty))) as [Snapshot, Snapshot, Snapshot, Snapshot]
  let bytes = 0
  const holding = (held: number) => {
    bytes = held
  }
  const held = createHeldSnapshots(3 * a.bytes, holding, () => 0)
  for (const one of [a, b, c]) held.keep(one.organisation.id, one, 1)
  held.current('a' as OrgId)
  held.keep('d' as OrgId, d, 1)
  t.deepEqual(
    orgs.map(org => held.any(org) !== undefined),
    [true, false, true, true],
  )
  t.true(bytes <= 3 * a.bytes)
})

test('a change that makes an organisation larger lets another go', async t => {
  const [a, b] = (await Promise.all(orgs.slice(0, 2).map(empty))) as [Snapshot, Snapshot]
  const acme = await given(datasets, [])
  const held = createHeldSnapshots(
    3 * a.bytes,
    () => undefined,
    () => 0,
  )
  for (const one of [a, b, acme]) held.keep(one.organisation.id, one, 1)
  const adds = Array.from({ length: 100 }, (_, i) => ['g', `user:${i}`, 'role:guest', 'acme'] as const)
  held.follow(change(2, { adds }))
  t.is(held.current(acme.organisation.id)?.revision, 2)
  t.is(held.any('a' as OrgId), undefined)
})

test('a change of many rules holds up nobody: what is held is old until it was taken in, in turns', async t => {
  const before = await given(datasets, [])
  const held = createHeldSnapshots(
    Number.POSITIVE_INFINITY,
    () => undefined,
    () => 0,
  )
  held.keep(before.organisation.id, before, 1)
  const adds = Array.from({ length: 1_000 }, (_, i) => ['g', `user:${i}`, 'role:guest', 'acme'] as const)
  const many = change(2, { adds })
  held.follow(many)
  t.is(held.current(before.organisation.id), undefined)
  t.is(held.any(before.organisation.id), before)
  let turns = 0
  const advancing = before.advance(many)
  for (let over = false; !over; turns += 1)
    over = await Promise.race([
      advancing.then(() => true),
      new Promise<boolean>(resolve => setImmediate(resolve, false)),
    ])
  t.true(turns > 1)
  t.true((await advancing).has(['g', 'user:999', 'role:guest', 'acme']))
})
