import { NONE } from '../../model/catalogue.ts'
import type { Resource, Subject } from '../../model/id.ts'
import { TooMuchWork } from '../bounds.ts'
import type { Judge } from '../judge.ts'
import { isOver, nextTurn } from '../turns.ts'
import { both, type Judges } from './both.ts'
import type { EffectBlock } from './effects.ts'
import { Members } from './members.ts'
import type { PeopleClass } from './people.ts'
import type { Things } from './things.ts'
import type { Pair } from './verdicts.ts'

/** The most decisions that are asked for one comparison. */
const MAX_DECISIONS = 500_000

/** Every pair for itself, where a policy set does not show what a decision depends on. @throws TooMuchWork */
export async function* pairwise(
  judges: Judges,
  people: readonly PeopleClass[],
  { classes }: Things,
): AsyncGenerator<EffectBlock> {
  const everybody = people.flatMap(each => each.accounts)
  const resources = classes.reduce((sum, { members }) => sum + members.length, 0)
  const actions = judges.reduce((sum, { facts }) => sum + facts.set.catalogue.actions.size, 0)
  if (everybody.length * resources * actions > MAX_DECISIONS)
    throw new TooMuchWork('under this policy set each decision is asked for itself, and these are too many')
  for (const account of everybody) {
    const accounts = [account]
    for (const things of classes)
      for (const [place, resource] of things.members.entries()) {
        const difference = compared(judges, { account, resource })
        if (isOver()) await nextTurn()
        if (difference)
          yield { difference, accounts, things, members: Members.one(things.members.length, place) }
      }
  }
}

const compared = (judges: Judges, pair: Pair) => {
  const [before, after] = both(side => allowed(judges[side], pair.account, pair.resource))
  const gains = [...after.actions].filter(action => !before.actions.has(action))
  const loses = [...before.actions].filter(action => !after.actions.has(action))
  if (gains.length + loses.length === 0 && before.level === after.level) return undefined
  return { from: before.level, to: after.level, gains, loses }
}

const allowed = (judge: Judge, subject: Subject, resource: Resource) => {
  const { actions, levels } = judge.facts.set.catalogue
  const may = new Set([...actions].filter(action => judge.check({ subject, action, resource })))
  const level = Object.entries(levels).findLast(([, action]) => may.has(action))?.[0]
  return { level: level ?? NONE, actions: may }
}
