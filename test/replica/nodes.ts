import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { Resource, Subject } from '../../src/model/id.ts'
import type { Rule } from '../../src/model/rule.ts'
import { grantRule } from '../../src/model/rule-forms.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { createReplica, type Replica, type ReplicaParts } from '../../src/replica/replica.ts'
import { ACME, by, organisationOf } from '../policy/organisation.ts'
import { shared } from '../stores/sqlite-members.ts'
import { type Link, World } from './world.ts'

export const REPLICAS = 3
const [person, dataset] = ['user:u' as Subject, 'dataset:d' as Resource]
export const grant = grantRule(ACME, person, dataset, 'can_view')
/** Membership of a group to which the dataset is denied. */
export const suspension: Rule = ['g', person, 'group:suspended', ACME]
/** What the writes of a run give and take away. */
export const question = { subject: person, action: 'view', resource: dataset }

const start: readonly Rule[] = [
  ['g', person, 'role:guest', ACME],
  ['g2', dataset, 'datasets', ACME],
  ['p', 'group:suspended', ACME, dataset, 'can_view', 'deny'],
]

export interface Node {
  readonly link: Link
  readonly replica: Replica
}

export interface Nodes {
  readonly world: World
  readonly nodes: readonly Node[]
}

/** Three replicas of one organisation, and the world between them. */
export const open = async (t: ExecutionContext): Promise<Nodes> => {
  const world = await World.open()
  t.teardown(() => world.store.close())
  return peopled(world, async () => world.link())
}

/** The same as members of one owner, on a file. */
export const openShared = async (t: ExecutionContext): Promise<Nodes> => {
  const { joined } = shared(t)
  const member = async () => (await joined()).store
  const world = World.on(await member())
  return peopled(world, async () => world.link(await member()))
}

const peopled = async (world: World, link: () => Promise<Link>): Promise<Nodes> => {
  const sets = createInstalledSets(world.store.sets)
  await sets.installNew(join(import.meta.dirname, '../../policies'))
  const nodes: Node[] = []
  for (let n = 0; n < REPLICAS; n += 1) nodes.push(await nodeOn(world, await link(), sets.compiled))
  const records = [{ put: 'organisation', value: organisationOf(ACME) }] as const
  const { replica } = nodes[0] as Node
  await world.run(replica.commitFirst(ACME, { ...by, target: ACME }, { adds: start, records }))
  return { world, nodes }
}

const nodeOn = async (world: World, link: Link, compiled: ReplicaParts['compiled']): Promise<Node> => {
  const opening = createReplica({
    store: link.store(),
    compiled,
    memory: 1 << 30,
    clock: link.clock,
    patience: { answerMs: 2_000, writerMs: 60_000 },
  })
  return { link, replica: await world.run(opening) }
}
