/** On which resources of a type the rules of each shape are, for one subject and one action. */
import type { Resource } from '../../model/id.ts'
import { shapesAbout } from '../about.ts'
import { idIn, shapeIn } from '../facts.ts'
import { type Gathered, membersOf } from '../gathered.ts'
import type { Judge } from '../judge.ts'
import { seek } from '../rows.ts'
import type { ResourceQuery } from '../search.ts'
import { sortedTexts } from '../sorting.ts'
import { inTurns, isOver, nextTurn } from '../turns.ts'
import { ALL, allOf, anyOf, type Condition, NONE } from './condition.ts'
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

const nowhere = (): Place => ({ everywhere: false, ids: new Set(), collections: new Set() })

/** Rules that are looked at between two looks at the clock. */
const LOOKS = 1_024

export const addPlace = async (to: Place, { everywhere, ids, collections }: Place): Promise<void> => {
  to.everywhere ||= everywhere
  for (const id of collections) to.collections.add(id)
  let looked = 0
  for (const id of ids) {
    to.ids.add(id)
    looked += 1
    if (looked % LOOKS === 0 && isOver()) await nextTurn()
  }
}

const EVERYWHERE: Outcomes = { whenTrue: ALL, whenFalse: NONE }

export class Places {
  readonly #judge: Judge
  readonly #gathered: Gathered
  /** Ascending. */
  readonly #members: Uint32Array
  readonly #shared: ReadonlySet<number>
  /** The collections with members that lead to a name. */
  readonly #below = new Map<number, number[]>()

  private constructor(judge: Judge, gathered: Gathered) {
    this.#judge = judge
    this.#gathered = gathered
    this.#members = membersOf(judge, gathered.collection)
    this.#shared = new Set(judge.objects.closureOf(gathered.collection).ids)
  }

  static async of(judge: Judge, gathered: Gathered): Promise<Places> {
    const places = new Places(judge, gathered)
    for (const { id, above } of gathered.others) {
      for (const name of above) {
        const below = places.#below.get(name)
        if (below) below.push(id)
        else places.#below.set(name, [id])
      }
      if (isOver()) await nextTurn()
    }
    return places
  }

  /** By shape of rules that are about the action. */
  async byShape({ subject, actions: [action = ''] }: ResourceQuery): Promise<ReadonlyMap<number, Place>> {
    const found = new Map<number, Place>()
    const isAbout = shapesAbout(this.#judge)(action)
    const take = (object: number, shape: number): void => {
      if (!isAbout(shape)) return
      const place = found.get(shape) ?? nowhere()
      found.set(shape, place)
      this.#note(place, object)
    }
    const { bySubject, bits, set } = this.#judge.facts
    for (const id of this.#judge.subjects.closureOf(subject).ids) {
      const row = bySubject.rowOf(id)
      for (let at = 0; at < row.length; at += LOOKS) {
        for (const cell of row.subarray(at, at + LOOKS)) take(idIn(cell, bits), shapeIn(cell, bits))
        if (isOver()) await nextTurn()
      }
      for (const { object, shape } of set.baseline.bySubject.get(id) ?? []) take(object, shape)
      if (isOver()) await nextTurn()
    }
    return found
  }

  #note(place: Place, object: number): void {
    if (this.#shared.has(object)) place.everywhere = true
    else if (this.#isMember(object)) place.ids.add(object)
    else for (const id of this.#below.get(object) ?? []) place.collections.add(id)
  }

  #isMember(id: number): boolean {
    const at = seek(this.#members, 0, this.#members.length, id)
    return this.#members[at] === id
  }

  /** Whether a resource is there, and whether it is not. @throws NoCondition */
  async asOutcomes(place: Place): Promise<Outcomes> {
    if (place.everywhere) return EVERYWHERE
    const { whenTrue, whenFalse } = this.#byCollections(place)
    const { is, isNot } = await this.#ids(place.ids)
    return { whenTrue: anyOf(is, whenTrue), whenFalse: allOf(isNot, whenFalse) }
  }

  #byCollections(place: Place): Outcomes {
    return { whenTrue: this.#collections(place, false), whenFalse: this.#collections(place, true) }
  }

  /** Whether a resource reaches a name by its collections. */
  reachedBy(name: string): Outcomes {
    const place = nowhere()
    const id = this.#judge.facts.names.idOf(name)
    if (name === this.#gathered.collection || this.#shared.has(id)) place.everywhere = true
    for (const other of this.#below.get(id) ?? []) place.collections.add(other)
    return place.everywhere ? EVERYWHERE : this.#byCollections(place)
  }

  /** By those that are, or those that are not: whichever are fewer. */
  async #ids(ids: ReadonlySet<number>): Promise<{ readonly is: Condition; readonly isNot: Condition }> {
    if (ids.size === 0) return { is: NONE, isNot: ALL }
    const fewer = ids.size * 2 <= this.#members.length
    const count = fewer ? ids.size : this.#members.length - ids.size
    if (count > MAX_IDS) throw new NoCondition(`it would name more than ${MAX_IDS} ids`)
    if (count === 0) return { is: ALL, isNot: NONE }
    const names = await this.#named(fewer ? [...ids] : await this.#without(ids))
    const listed = (not: boolean): Condition => ({ kind: 'ids', not, names })
    return { is: listed(!fewer), isNot: listed(fewer) }
  }

  /** The members beside some of them. */
  async #without(ids: ReadonlySet<number>): Promise<readonly number[]> {
    const others: number[] = []
    await inTurns(this.#members.length, at => {
      const id = this.#members[at] as number
      if (!ids.has(id)) others.push(id)
    })
    return others
  }

  async #named(ids: readonly number[]): Promise<readonly Resource[]> {
    const { names } = this.#judge.facts
    return (await sortedTexts(ids.map(id => names.textOf(id)))) as Resource[]
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
