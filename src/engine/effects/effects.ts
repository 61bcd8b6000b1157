/**
 * Who gains and who loses what between two policies of one organisation, complete and without a decision for each pair.
 * Accounts and resources come in classes; along the paths of the accounts it is kept which kinds of rules are about which
 * resources, and Casbin decides once for each combination of kinds. Where a set does not allow that, each pair is asked.
 */
import type { Resource, Subject } from '../../model/id.ts'
import { TooMuchWork } from '../bounds.ts'
import { eachHeld } from '../by-sets.ts'
import type { Judge } from '../judge.ts'
import { UNKNOWN } from '../names.ts'
import { isOver, nextTurn } from '../turns.ts'
import type { Judges, Side } from './both.ts'
import { Holdings } from './holdings.ts'
import type { Members } from './members.ts'
import { pairwise, type Uncompared } from './pairwise.ts'
import { type PeopleClass, peopleOf, type Step } from './people.ts'
import { type ThingClass, type Things, thingsOf } from './things.ts'
import { type Caused, Verdicts } from './verdicts.ts'

/** Accounts whose access to some resources differs in one way. No account and resource are in two blocks. */
export interface EffectBlock extends Caused {
  readonly accounts: readonly Subject[]
  readonly things: ThingClass
  /** Which of them; to be read before the next block is asked for. */
  readonly members: Members
}

/** The resources of a block; to be read before the next block is asked for. */
export function* resourcesOf({ things, members }: EffectBlock): Generator<Resource> {
  for (const place of members.places()) yield things.members[place] as Resource
}

const isShared = ({ facts }: Judge): boolean => facts.set.plan.kinds !== undefined

/**
 * @param uncompared is told what was left out, where each pair is asked
 * @throws TooMuchWork when the rules are of more kinds than one request may compare
 */
export async function* effectBlocks(
  judges: Judges,
  uncompared: Uncompared = { accounts: 0 },
  most = MOST_STEPS,
): AsyncGenerator<EffectBlock> {
  const things = await thingsOf(judges)
  const people = await peopleOf(judges)
  if (!judges.every(isShared)) {
    yield* pairwise(judges, { people, things }, uncompared)
    return
  }
  const holdings = new Holdings(things)
  const verdicts = new Verdicts(judges, holdings)
  const steps = new Steps(most)
  let path: readonly Step[] = []
  for (const each of people) {
    const common = sharedSteps(path, each.path)
    while (holdings.depth > common) await holdings.leave()
    for (const step of each.path.slice(common)) await enter({ judges, things, holdings }, step)
    path = each.path
    yield* differences({ holdings, verdicts, things, steps }, each)
    if (isOver()) await nextTurn()
  }
}

const sharedSteps = (one: readonly Step[], other: readonly Step[]): number => {
  let at = 0
  while (
    at < one.length &&
    at < other.length &&
    one[at]?.name === other[at]?.name &&
    one[at]?.sides.join() === other[at]?.sides.join()
  )
    at += 1
  return at
}

interface Walk {
  readonly judges: Judges
  readonly things: Things
  readonly holdings: Holdings
}

const enter = async (walk: Walk, step: Step): Promise<void> => {
  walk.holdings.enter()
  for (const side of step.sides) await enterSide(walk, step.name, side)
}

/** An account's own rules count as those of `itself`, so that they are of one kind for all accounts. */
const holderOf = (name: string): string => (/^(user|service):/.test(name) ? '' : name)

const LOOKS = 2_048

const enterSide = async ({ judges, things, holdings }: Walk, name: string, side: Side): Promise<void> => {
  const judge = judges[side]
  const { names, shapes } = judge.facts
  const id = names.idOf(name)
  if (id === UNKNOWN) return
  const holder = holderOf(name)
  const numbers: number[] = []
  const byName = things.byName[side]
  const cells: number[] = []
  eachHeld(judge, id, (object, shape) => cells.push(object, shape))
  for (let at = 0; at < cells.length; at += 2) {
    const [object = 0, shape = 0] = [cells[at], cells[at + 1]]
    const thing = byName[object] ?? -1
    if (thing >= 0) {
      numbers[shape] ??= holdings.numberOf({ side, holder, on: '', shape: shapes.textOf(shape) })
      holdings.take(thing, numbers[shape] as number)
    }
    const on = names.textOf(object)
    const below = things.below[side].get(on)
    if (below)
      await holdings.takeAll(below, holdings.numberOf({ side, holder, on, shape: shapes.textOf(shape) }))
    if (at % LOOKS === 0 && isOver()) await nextTurn()
  }
}

interface Compared {
  readonly holdings: Holdings
  readonly verdicts: Verdicts
  readonly things: Things
  readonly steps: Steps
}

/** How often a class of accounts meets a class of resources, at most: some twenty seconds, in turns. */
const MOST_STEPS = 200_000_000

class Steps {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  /** Whether it is time to look at the clock. @throws TooMuchWork */
  take(): boolean {
    if (this.#left <= 0) throw new TooMuchWork('too many kinds of accounts meet too many kinds of resources')
    this.#left -= 1
    return this.#left % LOOKS === 0
  }
}

async function* differences(
  { holdings, verdicts, things, steps }: Compared,
  people: PeopleClass,
): AsyncGenerator<EffectBlock> {
  const { accounts } = people
  const knownOn = verdicts.of(people)
  for (const group of things.classes) {
    const known = knownOn(group)
    const learn = (set: number, members: Members): boolean => {
      if (known.has(set)) return false
      const [place = 0] = members.places()
      const pair = { account: accounts[0] as Subject, resource: group.members[place] as Resource }
      known.set(set, verdicts.compare(set, people, group, pair))
      return true
    }
    for (const [set, members] of holdings.heldBy(group.number)) {
      const isDue = steps.take()
      if ((learn(set, members) || isDue) && isOver()) await nextTurn()
      const caused = known.get(set)
      if (caused) yield { ...caused, accounts, things: group, members }
    }
  }
}
