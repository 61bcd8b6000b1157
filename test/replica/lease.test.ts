import test from 'ava'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { createReplica } from '../../src/replica/replica.ts'
import { ACME, by } from '../policy/organisation.ts'
import { grant, type Node, open } from './nodes.ts'

test('a replica that was stopped for long does not trust its memory when it wakes', async t => {
  const { world, nodes } = await open(t)
  const [first, second] = nodes as [Node, Node, Node]
  await world.run(first.replica.commit(ACME, by, () => ({ adds: [grant] })))
  await world.run(second.replica.at(ACME))
  second.link.paused = true
  const revoke = first.replica.commit(ACME, by, () => ({ removes: [grant] }))
  const { propagated, revision } = await world.run(revoke)
  t.true(propagated)
  await world.pass(10_000)
  second.link.resume()
  t.false(second.replica.trusted())
  t.is(second.replica.hot(ACME), undefined)
  t.is((await world.run(second.replica.at(ACME)))?.revision, revision)
})

test('a replica that cannot reach the store answers while its lease lasts, then not at all', async t => {
  const { world, nodes } = await open(t)
  const [first] = nodes as [Node]
  await world.run(first.replica.at(ACME))
  first.link.cut = true
  t.not(first.replica.hot(ACME), undefined)
  await world.pass(2_000)
  t.is(first.replica.hot(ACME), undefined)
  await t.throwsAsync(first.replica.at(ACME), { instanceOf: StoreUnavailable })
})

test('a writer that will not wait is told that its change is not everywhere yet', async t => {
  const { world, nodes } = await open(t)
  const [, second] = nodes as [Node, Node]
  const link = world.link()
  const sets = createInstalledSets(world.store.sets)
  const hasty = await world.run(
    createReplica({
      store: link.store(),
      compiled: sets.compiled,
      memory: 1 << 30,
      clock: link.clock,
      patience: { answerMs: 2_000, writerMs: 100 },
    }),
  )
  await world.run(hasty.commit(ACME, by, () => ({ adds: [grant] })))
  second.link.paused = true
  const { propagated } = await world.run(hasty.commit(ACME, by, () => ({ removes: [grant] })))
  t.false(propagated)
})

test('a writer does not wait for beats that cannot be read: a lease is over by the clock', async t => {
  const { world } = await open(t)
  const sets = createInstalledSets(world.store.sets)
  const writer = async (writerMs: number) => {
    const link = world.link()
    const store = link.store()
    if (!store.replicas) throw new Error('the store is shared')
    const never = () => new Promise<never>(() => undefined)
    const opening = createReplica({
      store: { ...store, replicas: { ...store.replicas, beats: never } },
      compiled: sets.compiled,
      memory: 1 << 30,
      clock: link.clock,
      patience: { writerMs },
    })
    return world.run(opening)
  }
  const toggle = async (writerMs: number) => {
    const replica = await writer(writerMs)
    await world.run(replica.commit(ACME, by, () => ({ adds: [grant] })))
    const begun = world.time
    const { propagated } = await world.run(replica.commit(ACME, by, () => ({ removes: [grant] })))
    return { propagated, waited: world.time - begun }
  }
  t.false((await toggle(1_000)).propagated)
  const patient = await toggle(60_000)
  t.true(patient.propagated)
  t.true(patient.waited < 3_000)
})

test('a beat that comes back late gives no more than what is left of its lease', async t => {
  const { world, nodes } = await open(t)
  const [first, second] = nodes as [Node, Node]
  await world.run(first.replica.commit(ACME, by, () => ({ adds: [grant] })))
  await world.run(second.replica.at(ACME))
  await world.pass(600)
  second.link.lagging = true
  // The second replica's next beats are written, and wait to be heard, before the revoke is.
  await world.pass(550)
  const revoke = first.replica.commit(ACME, by, () => ({ removes: [grant] }))
  await world.pass(1_500)
  second.link.deliver(1)
  const { propagated } = await world.run(revoke)
  t.true(propagated)
  t.is(second.replica.hot(ACME), undefined)
})
