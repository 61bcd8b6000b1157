import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import type { Revision } from '../../src/model/change.ts'
import type { ConsistencyMode } from '../../src/model/consistency.ts'
import { Problem } from '../../src/model/problems.ts'
import type { Rule } from '../../src/model/rule.ts'
import { StoreUnavailable } from '../../src/ports/errors.ts'
import { ACME, by } from '../policy/organisation.ts'
import { grant, type Node, type Nodes, open, openShared, question, REPLICAS, suspension } from './nodes.ts'
import type { Link, World } from './world.ts'

/** What was promised so far, and what was answered: the judge of a run. */
class History {
  /** The newest narrowing change that was acknowledged: nothing asked from now on may be answered from before it. */
  revoked: Revision = 0
  readonly faults: string[] = []
  readonly pending = new Set<Promise<unknown>>()

  follow(work: Promise<unknown>): void {
    const settled = work.catch(expected).finally(() => this.pending.delete(settled))
    this.pending.add(settled)
  }

  answered(how: string, revision: Revision | undefined, atLeast: Revision): void {
    if (revision !== undefined && revision < atLeast) {
      this.faults.push(`${how} was answered at ${revision}, after ${atLeast} was acknowledged`)
    }
  }
}

/** The only ways in which a question or a change may fail while the world is out of order. */
const expected = (error: unknown): void => {
  const fine = ['not_yet_consistent', 'busy']
  if (error instanceof StoreUnavailable || (error instanceof Problem && fine.includes(error.code))) return
  throw error
}

/** Gives or takes a rule; whether that took access away is told by the decision, not by the rule. */
const write = (history: History, { replica }: Node, rule: Rule): void => {
  let allowed = false
  const work = replica.commit(ACME, by, view => {
    allowed = view.check(question)
    return view.has(rule) ? { removes: [rule] } : { adds: [rule] }
  })
  history.follow(
    work.then(({ revision, propagated, after }) => {
      if (allowed && !after.check(question) && propagated)
        history.revoked = Math.max(history.revoked, revision)
    }),
  )
}

const ask = (history: History, { replica, link }: Node, mode: ConsistencyMode): void => {
  if (link.paused) return
  const atLeast = history.revoked
  history.answered('a hot check', replica.hot(ACME)?.revision, atLeast)
  history.follow(
    replica.at(ACME, mode).then(found => history.answered(JSON.stringify(mode), found?.revision, atLeast)),
  )
}

type Ill = 'pause' | 'resume' | 'cut' | 'heal' | 'lag' | 'keep up' | 'lose'
type Step =
  | { readonly do: 'write' | 'suspend' | 'ask' | 'ask fully' | Ill; readonly at: number }
  | { readonly do: 'trickle'; readonly at: number; readonly most: number }
  | { readonly do: 'slow'; readonly at: number; readonly ms: number }
  | { readonly do: 'pass'; readonly ms: number }

const ail: Readonly<Record<Ill, (link: Link) => void>> = {
  pause: link => {
    link.paused = true
  },
  resume: link => link.resume(),
  cut: link => {
    link.cut = true
  },
  heal: link => {
    link.cut = false
  },
  lag: link => {
    link.lagging = true
  },
  'keep up': link => {
    link.lagging = false
  },
  lose: link => link.lose(),
}

const take = async (world: World, nodes: readonly Node[], history: History, step: Step): Promise<void> => {
  const look = () => {
    for (const { link, replica } of nodes) {
      if (!link.paused) history.answered('a hot check', replica.hot(ACME)?.revision, history.revoked)
    }
  }
  if (step.do === 'pass') return world.pass(step.ms, look)
  const node = nodes[step.at] as Node
  const { link } = node
  if (step.do === 'write') {
    if (!link.paused) write(history, node, grant)
  } else if (step.do === 'suspend') {
    if (!link.paused) write(history, node, suspension)
  } else if (step.do === 'ask') ask(history, node, 'minimize_latency')
  else if (step.do === 'ask fully') ask(history, node, 'fully_consistent')
  else if (step.do === 'trickle') link.deliver(step.most)
  else if (step.do === 'slow') link.latency = step.ms
  else ail[step.do](link)
  await world.settled()
  look()
}

const at = fc.nat(REPLICAS - 1)
const step = <T extends string>(weight: number, name: T) => ({
  weight,
  arbitrary: fc.record({ do: fc.constant(name), at }),
})
const steps = fc.array(
  fc.oneof(
    step(5, 'write'),
    step(5, 'suspend'),
    step(5, 'ask'),
    step(1, 'ask fully'),
    step(1, 'pause'),
    step(1, 'resume'),
    step(1, 'cut'),
    step(1, 'heal'),
    step(3, 'lag'),
    step(1, 'keep up'),
    step(2, 'lose'),
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('trickle' as const), at, most: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('slow' as const), at, ms: fc.constantFrom(0, 200, 900) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 50, max: 1_500 }) }),
    },
  ),
  { minLength: 30, maxLength: 120 },
)

const heal = (link: Link): void => {
  link.cut = false
  link.lagging = false
  link.latency = 0
  link.resume()
}

/** When all is well again, everybody is where the store is. */
const requireOneMind = async ({ world, nodes }: Nodes, history: History): Promise<void> => {
  const head = await world.store.policy.head(ACME)
  for (const { replica } of nodes) {
    const found = await world.run(replica.at(ACME, 'fully_consistent'))
    if (found?.revision !== head) history.faults.push(`a replica stayed at ${found?.revision} of ${head}`)
  }
}

/** Every run of steps on replicas that `opening` opens keeps the promise. */
const holds =
  (opening: (t: ExecutionContext) => Promise<Nodes>, numRuns: number) => (t: ExecutionContext) => {
    const property = fc.asyncProperty(steps, async sequence => {
      const { world, nodes } = await opening(t)
      const history = new History()
      for (const { replica } of nodes) await world.run(replica.at(ACME))
      for (const step of sequence) await take(world, nodes, history, step as Step)
      for (const { link } of nodes) heal(link)
      await world.run(Promise.all(history.pending))
      await requireOneMind({ world, nodes }, history)
      t.deepEqual(history.faults, [])
    })
    return fc.assert(property, { numRuns })
  }

const PROMISE =
  'no interleaving of writes, deliveries, pauses, cuts and lost history lets an acknowledged revoke be outrun'
test.serial(PROMISE, holds(open, 60))
test.serial(`on an embedded store that processes share: ${PROMISE}`, holds(openShared, 12))
