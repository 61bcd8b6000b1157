/** The accounts of two policies, in classes: those of one class reach the same names that rules are about. */
import type { Subject } from '../../model/id.ts'
import { unlessTooMuch } from '../bounds.ts'
import type { Judge } from '../judge.ts'
import { UNKNOWN } from '../names.ts'
import { inOrder, namesOfType } from '../order.ts'
import { sortedTexts } from '../sorting.ts'
import { isOver, nextTurn } from '../turns.ts'
import { BEFORE, type Both, both, type Judges, SIDES, type Side } from './both.ts'
import { kindOf } from './kinds.ts'

/** A name with rules, and on which sides the account reaches it. */
export interface Step {
  readonly name: string
  readonly sides: readonly Side[]
}

export interface PeopleClass {
  readonly accounts: Subject[]
  /** Names with many rules first, so that classes one after the other share the beginning of their paths. */
  readonly path: readonly Step[]
  /** Of what kind they are; undefined where they reach more than one decision may ask about. */
  readonly kinds: Both<string | undefined>
}

const everybody = async (judges: Judges): Promise<Set<Subject>> => {
  const found = new Set<Subject>()
  for (const { facts } of judges)
    for (const type of ['service', 'user'])
      for (const id of inOrder(facts.names, namesOfType(facts.names, type))) {
        found.add(facts.names.textOf(id) as Subject)
        if (isOver()) await nextTurn()
      }
  return found
}

/** How many rules a policy has about a name. */
const rulesAbout = ({ facts: { names, bySubject, set } }: Judge, name: string): number => {
  const id = names.idOf(name)
  if (id === UNKNOWN) return 0
  return bySubject.endOf(id) - bySubject.startOf(id) + (set.baseline.bySubject.get(id)?.length ?? 0)
}

interface Reached {
  readonly account: Subject
  readonly names: ReadonlyMap<string, readonly Side[]>
  readonly kinds: Both<string | undefined>
}

/** Sorts names by how many rules are about them, and remembers the place of each. */
class Ranking {
  readonly #judges: Judges
  readonly #rules = new Map<string, number>()

  constructor(judges: Judges) {
    this.#judges = judges
  }

  hasRules(name: string): boolean {
    let rules = this.#rules.get(name)
    if (rules === undefined) {
      rules = rulesAbout(this.#judges[0], name) + rulesAbout(this.#judges[1], name)
      this.#rules.set(name, rules)
    }
    return rules > 0
  }

  async places(): Promise<ReadonlyMap<string, number>> {
    const keys: string[] = []
    for (const [name, rules] of this.#rules)
      if (rules > 0) keys.push(`${String(MOST - rules).padStart(DIGITS, '0')}${name}`)
    const sorted = await sortedTexts(keys)
    return new Map(sorted.map((key, place) => [key.slice(DIGITS), place]))
  }
}

const MOST = 10 ** 10
const DIGITS = 11

const reachedBy = (judges: Judges, ranking: Ranking, account: Subject): Reached => {
  const names = new Map<string, readonly Side[]>()
  const kindOn = (side: Side): string | undefined => {
    const judge = judges[side]
    return unlessTooMuch(() => {
      const { texts } = judge.subjects.closureOf(account)
      for (const name of texts)
        if (ranking.hasRules(name)) names.set(name, side === BEFORE || !names.has(name) ? [side] : SIDES)
      return kindOf(judge, 'subject', account)
    }, undefined)
  }
  const kinds = both(kindOn)
  return { account, names, kinds }
}

/** The classes in an order in which neighbours have much in common. Made in turns with other work. */
export async function peopleOf(judges: Judges): Promise<readonly PeopleClass[]> {
  const ranking = new Ranking(judges)
  const all: Reached[] = []
  for (const account of await everybody(judges)) {
    all.push(reachedBy(judges, ranking, account))
    if (isOver()) await nextTurn()
  }
  const places = await ranking.places()
  const classes = new Map<string, PeopleClass>()
  for (const { account, names, kinds } of all) {
    if (isOver()) await nextTurn()
    const path = [...names]
      .map(([name, sides]) => ({ name, sides, place: places.get(name) as number }))
      .sort((one, other) => one.place - other.place)
    const key = `${path.map(keyOf).join('')} ${kinds.join()}`
    const known = classes.get(key)
    if (known) known.accounts.push(account)
    else classes.set(key, { accounts: [account], path, kinds })
  }
  const sorted = await sortedTexts([...classes.keys()])
  return sorted.map(key => classes.get(key) as PeopleClass)
}

/** Of one length each, so that texts sort as paths do. */
const keyOf = ({ place, sides }: { place: number; sides: readonly Side[] }): string =>
  `${place.toString(36).padStart(7, '0')}${sides.length === 2 ? 2 : sides[0]}`
