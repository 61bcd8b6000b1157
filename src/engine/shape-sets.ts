/**
 * Sets of shapes as small numbers: 0 is the empty set, and adding a shape is a step from number to number that is worked out
 * once. The answer depends only on the shapes of the matching rules, not on how many rules there are or in which order.
 */
export class ShapeSets {
  readonly #room: number
  readonly #members: (readonly number[])[] = [[]]
  readonly #steps: number[][] = [[]]
  readonly #known = new Map<string, number>([['', 0]])
  #cells = 0

  /** @param room how many cells, of about 16 bytes, it should keep to */
  constructor(room: number) {
    this.#room = room
  }

  /** Whether it has outgrown its room and should be cleared. */
  get full(): boolean {
    return this.#cells > this.#room
  }

  /** Counts what is kept beside the sets themselves. */
  spend(cells: number): void {
    this.#cells += cells
  }

  add(set: number, shape: number): number {
    return this.#steps[set]?.[shape] ?? this.#step(set, shape)
  }

  #step(set: number, shape: number): number {
    const members = this.#members[set] ?? []
    const after = members.includes(shape) ? members : [...members, shape].sort((a, b) => a - b)
    const key = after.join()
    let number = this.#known.get(key)
    if (number === undefined) {
      number = this.#members.length
      this.#known.set(key, number)
      this.#members.push(after)
      this.#steps.push([])
      // The members, their key, and a fixed cost per set.
      this.#cells += 2 * after.length + 8
    }
    const steps = this.#steps[set]
    if (steps) {
      this.#cells += Math.max(1, shape + 1 - steps.length)
      steps[shape] = number
    }
    return number
  }

  union(set: number, other: number): number {
    let all = set
    for (const shape of this.#members[other] ?? []) all = this.add(all, shape)
    return all
  }
}
