/** A rule that ends: no replica allows by it afterwards, whatever its wall clock says. */
import test, { type ExecutionContext } from 'ava'
import { createDoor } from '../../src/change/door.ts'
import { ending } from '../../src/change/ending.ts'
import { EARLY_MS } from '../../src/replica/end-time.ts'
import { ACME, by } from '../policy/organisation.ts'
import { grant, type Node, type Nodes, open, question } from './nodes.ts'

/** When the grant ends, by the clock that is right. */
const END = 10_000

const granted = async (
  t: ExecutionContext,
): Promise<Nodes & { readonly first: Node; readonly second: Node }> => {
  const opened = await open(t)
  const [first, second] = opened.nodes as [Node, Node, Node]
  const adds = ending([grant], opened.world.wall(END))
  await opened.world.run(first.replica.commit(ACME, by, () => ({ adds })))
  for (const { replica } of opened.nodes) await opened.world.run(replica.at(ACME))
  await opened.world.pass(50)
  return { ...opened, first, second }
}

const allowed = (node: Node): boolean | undefined => node.replica.hot(ACME)?.check(question)

const doorOf = ({ world }: Nodes, { replica }: Node) =>
  createDoor({ commit: replica.commit, oidc: world.store.oidc, records: world.store.records })

test('a replica denies from the end on by itself: no timer rings, nothing is told', async t => {
  const { world, nodes } = await granted(t)
  await world.pass(END - EARLY_MS - world.time - 50)
  for (const node of nodes) t.true(allowed(node))
  await world.pass(50)
  for (const node of nodes) t.false(allowed(node))
  for (const { replica } of nodes) t.deepEqual(replica.ending().ended, [ACME])
})

test('a wall clock that goes back brings nothing back, and time goes on meanwhile', async t => {
  const { world, nodes, second } = await granted(t)
  await world.pass(END - EARLY_MS - world.time - 1_000)
  t.true(allowed(second))
  second.link.skew = -3_600_000
  await world.pass(1_000)
  for (const node of nodes) t.false(allowed(node))
  second.link.skew = 0
  await world.pass(50)
  t.false(allowed(second))
})

test('a replica that is a second late denies once another one removed what had ended', async t => {
  const opened = await open(t)
  const { world } = opened
  const [first, second] = opened.nodes as [Node, Node, Node]
  second.link.skew = -1_000
  await world.pass(50)
  // It was never ahead: its own clock says that the end is a second away.
  const late = await world.run(second.replica.at(ACME))
  t.truthy(late)
  await world.run(first.replica.commit(ACME, by, () => ({ adds: ending([grant], world.wall(END)) })))
  await world.pass(END - EARLY_MS - world.time)
  t.false(allowed(first))
  await world.run(doorOf(opened, first).end(ACME))
  for (const node of [first, second]) {
    t.false(allowed(node))
    t.false(node.replica.hot(ACME)?.has(grant))
  }
  t.is((await world.store.policy.head(ACME)) - 1, 2)
})

test('what ended is removed before anything else changes, and once', async t => {
  const opened = await granted(t)
  const { world, first, second } = opened
  await world.pass(END - world.time)
  const doors = [doorOf(opened, first), doorOf(opened, second)]
  await world.run(Promise.all(doors.map(door => door.end(ACME))))
  t.is(await world.store.policy.head(ACME), 3)
  const again = await world.run(
    doors[1]?.commit(ACME, by, view => ({ adds: view.has(grant) ? [] : [grant] })) ?? Promise.reject(),
  )
  t.is(again.revision, 4)
  t.true(again.after.check(question))
  t.deepEqual(again.after.endsOf(grant), [])
  const lines = await world.store.audit.query(ACME, {}, { limit: 10 })
  const ended = lines.items.find(({ actor }) => actor === 'system')
  t.is(ended?.operation, 'ended')
})

test('a change finds what ended a moment ago gone', async t => {
  const opened = await granted(t)
  const { world, first } = opened
  await world.pass(END - world.time)
  const { commit } = doorOf(opened, first)
  const made = await world.run(
    commit(ACME, by, view => ({ adds: view.has(grant) ? [] : ending([grant], world.wall(END + 5_000)) })),
  )
  t.is(made.revision, 4)
  t.true(allowed(first))
  await world.pass(5_000)
  t.false(allowed(first))
})
