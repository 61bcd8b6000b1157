/**
 * Sets of elements as small numbers, like `ShapeSets`. Elements are many and each set is followed by few of them, so the steps
 * are kept in one map instead of a list for each set.
 */
export class ElementSets {
  readonly #most: number
  readonly #members: (readonly number[])[] = [[]]
  readonly #steps = new Map<number, number>()
  readonly #known = new Map<string, number>([['', 0]])

  /** @param most how many sets and steps it should keep to */
  constructor(most: number) {
    this.#most = most
  }

  get full(): boolean {
    return this.#members.length + this.#steps.size > this.#most
  }

  membersOf(set: number): readonly number[] {
    return this.#members[set] ?? []
  }

  add(set: number, element: number): number {
    const step = set * MOST_ELEMENTS + element
    const known = this.#steps.get(step)
    if (known !== undefined) return known
    const number = this.#with(set, element)
    this.#steps.set(step, number)
    return number
  }

  #with(set: number, element: number): number {
    const members = this.membersOf(set)
    if (members.includes(element)) return set
    const after = [...members, element].sort((one, other) => one - other)
    const key = after.join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#members.push(after)
    this.#known.set(key, this.#members.length - 1)
    return this.#members.length - 1
  }

  union(set: number, other: number): number {
    let all = set
    for (const element of this.membersOf(other)) all = this.add(all, element)
    return all
  }
}

const MOST_ELEMENTS = 2 ** 24
