/** What one policy allows and the other does not, by the kinds of rules: Casbin is asked once for each combination. */
import { NONE } from '../../model/catalogue.ts'
import type { Resource, Subject } from '../../model/id.ts'
import { TooMuchWork } from '../bounds.ts'
import type { Fields } from '../casbin/decider.ts'
import type { Judge } from '../judge.ts'
import { othersOf } from '../layout.ts'
import { AFTER, BEFORE, both, type Judges, type Side } from './both.ts'
import type { Element, Holdings } from './holdings.ts'
import { asksForNames } from './kinds.ts'
import type { PeopleClass } from './people.ts'
import type { ThingClass } from './things.ts'

/** How the access of an account to a resource differs. */
export interface Difference {
  /** The highest level before and after; `none` for less than the lowest. */
  readonly from: string
  readonly to: string
  readonly gains: readonly string[]
  readonly loses: readonly string[]
}

/** A difference with the rule that makes it: a rule of `side`, or none where only the policy set differs. */
export interface Caused {
  readonly difference: Difference
  readonly cause?: Element
}

/** One account and one resource that stand for all of their classes. */
export interface Pair {
  readonly account: Subject
  readonly resource: Resource
}

interface Verdict {
  readonly level: string
  readonly actions: ReadonlySet<string>
}

/** How many kinds of pairs are told apart, each decided for every action; and how many sets of rules of them are remembered. */
const MAX_VERDICTS = 100_000
const MAX_KNOWN = 2_000_000

const tooManyKinds = () =>
  new TooMuchWork('under this policy set too many accounts and resources are of a kind of their own')

const NOTHING: Verdict = { level: NONE, actions: new Set() }

export class Verdicts {
  readonly #judges: Judges
  readonly #holdings: Holdings
  readonly #actions: readonly string[]
  readonly #verdicts = new Map<string, Verdict>()
  /** By the kind of the accounts and that of the resources, then by set. */
  readonly #known = new Map<string, Map<number, Map<number, Caused | undefined>>>()
  #remembered = 0

  constructor(judges: Judges, holdings: Holdings) {
    this.#judges = judges
    this.#holdings = holdings
    this.#actions = [...new Set(judges.flatMap(({ facts }) => [...facts.set.catalogue.actions]))]
  }

  /** What is known of accounts of this kind on resources of each kind, by set. */
  of(people: PeopleClass): (things: ThingClass) => Map<number, Caused | undefined> {
    const key = JSON.stringify(people.kinds)
    const byThings = this.#known.get(key) ?? new Map<number, Map<number, Caused | undefined>>()
    this.#known.set(key, byThings)
    return ({ alike }) => {
      const known = byThings.get(alike) ?? new Map<number, Caused | undefined>()
      byThings.set(alike, known)
      return known
    }
  }

  /** Compares what both sides decide of a pair that has this set of elements. */
  compare(set: number, people: PeopleClass, things: ThingClass, pair: Pair): Caused | undefined {
    this.#remembered += 1
    if (this.#remembered > MAX_KNOWN) throw tooManyKinds()
    const elements = this.#holdings.sets.membersOf(set).map(each => this.#holdings.elements[each] as Element)
    const [before, after] = both(side => {
      const kind = people.kinds[side]
      if (kind === undefined || !things.known[side]) return NOTHING
      const mine = elements.filter(element => element.side === side)
      return this.#verdict(side, `${kind} ${things.kinds[side]}`, mine, pair)
    })
    const gains = this.#actions.filter(action => after.actions.has(action) && !before.actions.has(action))
    const loses = this.#actions.filter(action => before.actions.has(action) && !after.actions.has(action))
    if (gains.length + loses.length === 0 && before.level === after.level) return undefined
    const difference = { from: before.level, to: after.level, gains, loses }
    const cause = this.#causeOf(difference, elements, pair)
    return { difference, ...(cause ? { cause } : {}) }
  }

  #verdict(side: Side, kinds: string, elements: readonly Element[], pair: Pair): Verdict {
    const judge = this.#judges[side]
    const told = asksForNames(judge)
      ? elements.map(each => JSON.stringify(each))
      : elements.map(({ shape }) => shape)
    const key = `${side} ${kinds} ${JSON.stringify([...new Set(told)].sort())}`
    const known = this.#verdicts.get(key)
    if (known) return known
    if (this.#verdicts.size >= MAX_VERDICTS) throw tooManyKinds()
    const { set } = judge.facts
    const rules = elements.map(element => rule(judge, element, pair))
    const may = (action: string): boolean =>
      set.decider.decide(
        judge,
        rules,
        judge.asked({ subject: pair.account, action, resource: pair.resource }),
      ).allowed
    const actions = new Set([...set.catalogue.actions].filter(may))
    const level = Object.entries(set.catalogue.levels).findLast(([, action]) => actions.has(action))?.[0]
    const verdict = { level: level ?? NONE, actions }
    this.#verdicts.set(key, verdict)
    return verdict
  }

  /** The rule that now allows what was gained, now denies what was lost, or allowed it before. */
  #causeOf({ gains, loses, to, from }: Difference, all: readonly Element[], pair: Pair): Element | undefined {
    const telling = (actions: readonly string[], side: Side, level: string): string | undefined => {
      const action = this.#judges[side].facts.set.catalogue.levels[level]
      return action !== undefined && actions.includes(action) ? action : actions[0]
    }
    const [gained, lost] = [telling(gains, AFTER, to), telling(loses, BEFORE, from)]
    if (gained !== undefined) return this.#decisive(AFTER, gained, all, pair)
    if (lost === undefined) return undefined
    return this.#decisive(AFTER, lost, all, pair) ?? this.#decisive(BEFORE, lost, all, pair)
  }

  #decisive(side: Side, action: string, all: readonly Element[], pair: Pair): Element | undefined {
    const judge = this.#judges[side]
    const mine = all.filter(element => element.side === side)
    const rules = mine.map(element => rule(judge, element, pair))
    const asked = judge.asked({ subject: pair.account, action, resource: pair.resource })
    const found = judge.facts.set.decider.decide(judge, rules, asked).rule?.join('\n')
    const at = rules.findIndex(each => each.join('\n') === found)
    return mine[at]
  }
}

/** The rule that an element stands for, about one pair. */
export const rule = (judge: Judge, { holder, on, shape }: Element, { account, resource }: Pair): Fields =>
  judge.facts.set.layout.fieldsOf(judge.org, holder || account, on || resource, othersOf(shape))
