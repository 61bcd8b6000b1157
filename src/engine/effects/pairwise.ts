import { NONE } from '../../model/catalogue.ts'
import type { Resource, Subject } from '../../model/id.ts'
import type { Judge } from '../judge.ts'
import { isOver, nextTurn } from '../turns.ts'
import { both, type Judges } from './both.ts'
import type { EffectBlock } from './effects.ts'
import { Members } from './members.ts'
import type { PeopleClass } from './people.ts'
import type { Things } from './things.ts'
import type { Pair } from './verdicts.ts'

/** What one comparison may cost: decisions, and rules that they scan. */
const MAX_DECISIONS = 500_000
const MAX_SCANNED = 200_000_000

/** What a comparison leaves out. */
export interface Uncompared {
  /** Accounts that were compared on nothing. */
  accounts: number
}

/** What comparing one account takes: decisions, and rules that are scanned for them. */
const priceOf = (judges: Judges, { classes }: Things) => {
  const resources = classes.reduce((sum, { members }) => sum + members.length, 0)
  let [decisions, scanned] = [0, 0]
  for (const { facts } of judges) {
    const asked = resources * facts.set.catalogue.actions.size
    decisions += asked
    scanned += asked * (1 + (facts.ordered?.length ?? 0))
  }
  return { decisions, scanned }
}

/** Those first whose names are in rules of one policy alone: they are the likeliest to differ. */
const likeliestFirst = (people: readonly PeopleClass[]): readonly Subject[] => {
  const changed = ({ path }: PeopleClass): boolean => path.some(({ sides }) => sides.length === 1)
  return [...people.filter(changed), ...people.filter(each => !changed(each))].flatMap(each => each.accounts)
}

/**
 * Every pair for itself, where a policy set does not show what a decision depends on. As many accounts as there is time for, each on
 * everything; the others are counted.
 */
export async function* pairwise(
  judges: Judges,
  { people, things: all }: { readonly people: readonly PeopleClass[]; readonly things: Things },
  uncompared: Uncompared,
): AsyncGenerator<EffectBlock> {
  const everybody = likeliestFirst(people)
  const { decisions, scanned } = priceOf(judges, all)
  const room = Math.floor(Math.min(MAX_DECISIONS / decisions, MAX_SCANNED / scanned))
  uncompared.accounts = Math.max(everybody.length - room, 0)
  for (const account of everybody.slice(0, room)) {
    const accounts = [account]
    for (const things of all.classes)
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
