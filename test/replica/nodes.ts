import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { Resource, Subject } from '../../src/model/id.ts'
import { grantRule } from '../../src/model/rule-forms.ts'
import { createInstalledSets } from '../../src/policy/installed.ts'
import { createReplica, type Replica } from '../../src/replica/replica.ts'
import { ACME, by, organisationOf } from '../policy/organisation.ts'
import { type Link, World } from './world.ts'

export const REPLICAS = 3
export const grant = grantRule(ACME, 'user:u' as Subject, 'dataset:d' as Resource, 'can_view')

export interface Node {
  readonly link: Link
  readonly replica: Replica
}

/** Three replicas of one organisation, and the world between them. */
export const open = async (t: ExecutionContext): Promise<{ world: World; nodes: readonly Node[] }> => {
  const world = await World.open()
  t.teardown(() => world.store.close())
  const sets = createInstalledSets(world.store.sets)
  await sets.installNew(join(import.meta.dirname, '../../policies'))
  const nodes: Node[] = []
  for (let n = 0; n < REPLICAS; n += 1) {
    const link = world.link()
    const opening = createReplica({
      store: link.store(),
      compiled: sets.compiled,
      memory: 1 << 30,
      clock: link.clock,
      patience: { answerMs: 2_000, writerMs: 60_000 },
    })
    nodes.push({ link, replica: await world.run(opening) })
  }
  const records = [{ put: 'organisation', value: organisationOf(ACME) }] as const
  const { replica } = nodes[0] as Node
  await world.run(replica.commitFirst(ACME, { ...by, target: ACME }, { records }))
  return { world, nodes }
}
