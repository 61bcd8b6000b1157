/** On which resources of a type the rules of each shape are, for one subject and one action. */
import type { Resource } from '../../model/id.ts'
import { shapesAbout } from '../about.ts'
import { eachHeld } from '../by-sets.ts'
import { type Gathered, membersOf } from '../gathered.ts'
import type { Judge } from '../judge.ts'
import type { ResourceQuery } from '../search.ts'
import { isOver, nextTurn } from '../turns.ts'
import { ALL, allOf, anyOf, type Condition } from './condition.ts'
import { NoCondition, type Outcomes } from './outcomes.ts'

/** The most ids, and the most collections, that a condition names. */
export const MAX_IDS = 10_000

/** Where rules are. */
export interface Place {
  everywhere: boolean
  readonly ids: Set<number>
  /** Collections that the rules are on, or that lead there. */
  readonly collections: Set<number>
}

export const nowhere = (): Place => ({ everywhere: false, ids: new Set(), collections: new Set() })

export const addPlace = (to: Place, { everywhere, ids, collections }: Place): void => {
  to.everywhere ||= everywhere
  for (const id of ids) to.ids.add(id)
  for (const id of collections) to.collections.add(id)
}

export class Places {
  readonly #judge: Judge
  readonly #gathered: Gathered
  readonly #members: ReadonlySet<number>
  readonly #shared: ReadonlySet<number>
  /** The collections with members that lead to a name. */
  readonly #below = new Map<number, number[]>()

  constructor(judge: Judge, gathered: Gathered) {
    this.#judge = judge
    this.#gathered = gathered
    this.#members = new Set(membersOf(judge, gathered.collection))
    this.#shared = new Set(judge.objects.closureOf(gathered.collection).ids)
    for (const { id, above } of gathered.others)
      for (const name of above) {
        const below = this.#below.get(name)
        if (below) below.push(id)
        else this.#below.set(name, [id])
      }
  }

  /** By shape of rules that are about the action. */
  async of({ subject, actions: [action = ''] }: ResourceQuery): Promise<ReadonlyMap<number, Place>> {
    const found = new Map<number, Place>()
    const isAbout = shapesAbout(this.#judge)(action)
    for (const id of this.#judge.subjects.closureOf(subject).ids) {
      eachHeld(this.#judge, id, (object, shape) => {
        if (!isAbout(shape)) return
        const place = found.get(shape) ?? nowhere()
        found.set(shape, place)
        this.#note(place, object)
      })
      if (isOver()) await nextTurn()
    }
    return found
  }

  #note(place: Place, object: number): void {
    if (this.#shared.has(object)) place.everywhere = true
    else if (this.#members.has(object)) place.ids.add(object)
    else for (const id of this.#below.get(object) ?? []) place.collections.add(id)
  }

  /** Whether a resource is there, and whether it is not. @throws NoCondition */
  asOutcomes(place: Place): Outcomes {
    if (place.everywhere) return { whenTrue: ALL, whenFalse: { kind: 'none' } }
    return {
      whenTrue: anyOf(this.#ids(place.ids, false), this.#collections(place, false)),
      whenFalse: allOf(this.#ids(place.ids, true), this.#collections(place, true)),
    }
  }

  /** Whether a resource reaches a name by its collections. */
  reachedBy(name: string): Outcomes {
    const place = nowhere()
    const id = this.#judge.facts.names.idOf(name)
    if (name === this.#gathered.collection || this.#shared.has(id)) place.everywhere = true
    for (const other of this.#below.get(id) ?? []) place.collections.add(other)
    return this.asOutcomes(place)
  }

  /** By those that are, or those that are not: whichever are fewer. */
  #ids(ids: ReadonlySet<number>, not: boolean): Condition {
    if (ids.size === 0) return { kind: not ? 'all' : 'none' }
    const fewer = ids.size * 2 <= this.#members.size
    const listed = fewer ? [...ids] : [...this.#members].filter(id => !ids.has(id))
    const { names } = this.#judge.facts
    const others = fewer ? not : !not
    if (listed.length > MAX_IDS) throw new NoCondition(`it would name more than ${MAX_IDS} ids`)
    if (listed.length === 0) return { kind: others ? 'all' : 'none' }
    return { kind: 'ids', not: others, names: listed.map(id => names.textOf(id) as Resource).sort() }
  }

  #collections({ collections }: Place, not: boolean): Condition {
    if (collections.size === 0) return { kind: not ? 'all' : 'none' }
    if (collections.size > MAX_IDS) throw new NoCondition(`it would name more than ${MAX_IDS} collections`)
    const names = [...collections].map(id => this.#judge.facts.names.textOf(id)).sort()
    const strange = names.find(name => !name.startsWith('collection:'))
    if (strange !== undefined) throw new NoCondition(`${strange} is no collection that records could name`)
    return { kind: 'collections', not, names }
  }
}
