/**
 * Which rules are about each resource, for one path of names after the other. Names are entered and left like a stack, so
 * what two paths have in common is worked out once.
 */
import { TooMuchWork } from '../bounds.ts'
import { isOver, nextTurn } from '../turns.ts'
import type { Side } from './both.ts'
import { ElementSets } from './element-sets.ts'
import { Members } from './members.ts'
import type { Things } from './things.ts'

/** A kind of rule, as far as a decision depends on it. */
export interface Element {
  readonly side: Side
  /** The group or role that the rule is about; empty for the account itself. */
  readonly holder: string
  /** The collection that the rule is about; empty for the resource itself. */
  readonly on: string
  readonly shape: string
}

/** The most combinations of rules that are told apart: some 200 MB. */
const MOST_SETS = 2_000_000

/** How many resources are moved before the clock is read again. */
const LOOKS = 2_048

export class Holdings {
  readonly sets = new ElementSets(MOST_SETS)
  readonly elements: Element[] = []
  readonly #numbers = new Map<string, number>()
  readonly #things: Things
  readonly #own: Uint32Array
  #shared: number[]
  /** For each class of resources: set of elements -> the members that have it. Made when it is first asked for: classes may be many. */
  readonly #held: Map<number, Members>[] = []
  readonly #moved: number[] = []
  readonly #cameFrom: number[] = []
  readonly #frames: { readonly moved: number; readonly shared: number[] }[] = []

  constructor(things: Things) {
    this.#things = things
    this.#own = new Uint32Array(things.classOf.length)
    this.#shared = things.classes.map(() => 0)
  }

  get depth(): number {
    return this.#frames.length
  }

  /** The number of an element. */
  numberOf(element: Element): number {
    const key = `${element.side}\n${element.holder}\n${element.on}\n${element.shape}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.elements.length)
    this.elements.push(element)
    return this.elements.length - 1
  }

  enter(): void {
    this.#frames.push({ moved: this.#moved.length, shared: this.#shared.slice() })
  }

  /** A rule is about one resource. */
  take(thing: number, element: number): void {
    const from = this.#own[thing] as number
    const to = this.sets.add(from, element)
    if (to === from) return
    if (this.sets.full) throw new TooMuchWork('the rules are of too many kinds')
    this.#moved.push(thing)
    this.#cameFrom.push(from)
    this.#move(thing, from, to)
  }

  /** A rule is about a collection, and so about each member of these classes. */
  async takeAll(classes: readonly { readonly number: number }[], element: number): Promise<void> {
    for (const [at, { number }] of classes.entries()) {
      if (at % LOOKS === LOOKS - 1 && isOver()) await nextTurn()
      this.#shared[number] = this.sets.add(this.#shared[number] as number, element)
    }
  }

  /** Undoes what was taken since {@link enter}. */
  async leave(): Promise<void> {
    const frame = this.#frames.pop()
    if (!frame) return
    this.#shared = frame.shared
    while (this.#moved.length > frame.moved) {
      const thing = this.#moved.pop() as number
      this.#move(thing, this.#own[thing] as number, this.#cameFrom.pop() as number)
      if (this.#moved.length % LOOKS === 0 && isOver()) await nextTurn()
    }
  }

  #move(thing: number, from: number, to: number): void {
    const group = this.#things.classOf[thing] as number
    const place = this.#things.placeOf[thing] as number
    const held = this.#heldOf(group)
    const left = held.get(from)
    left?.remove(place)
    if (left?.count === 0) held.delete(from)
    let joined = held.get(to)
    if (!joined) {
      joined = Members.none(this.#things.classes[group]?.members.length ?? 0)
      held.set(to, joined)
    }
    joined.add(place)
    this.#own[thing] = to
  }

  #heldOf(group: number): Map<number, Members> {
    const { length } = this.#things.classes[group]?.members ?? []
    this.#held[group] ??= new Map([[0, Members.all(length)]])
    return this.#held[group]
  }

  /** For each set of elements the members of a class that have it now, with what the whole class has. */
  *heldBy(group: number): Generator<readonly [set: number, members: Members]> {
    for (const [own, members] of this.#heldOf(group))
      yield [this.sets.union(own, this.#shared[group] as number), members]
  }
}
