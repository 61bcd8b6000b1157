/** Whose empty lines are kept: a map that is filled and emptied all the time leaves its old tables behind. */
const MOST_KEPT = 1_000

/** What waits, by whom it is for. Who was served goes to the end: the many things of one do not hold up the one of another. */
export class Circle<T> {
  #lines = new Map<string, T[]>()
  /** Those in which something waits, the one that was served longest ago first. */
  readonly #waiting: T[][] = []

  add(whose: string, item: T): void {
    const line = this.#lineOf(whose)
    if (line.length === 0) this.#waiting.push(line)
    line.push(item)
  }

  /** The first of whoever was served longest ago; undefined when nothing waits. */
  next(): T | undefined {
    const line = this.#waiting.shift()
    const item = line?.shift()
    if (line && line.length > 0) this.#waiting.push(line)
    else if (this.#waiting.length === 0 && this.#lines.size > MOST_KEPT) this.#lines = new Map()
    return item
  }

  has(whose: string): boolean {
    return (this.#lines.get(whose)?.length ?? 0) > 0
  }

  /** How many they are for. */
  get size(): number {
    return this.#waiting.length
  }

  #lineOf(whose: string): T[] {
    const known = this.#lines.get(whose)
    if (known) return known
    const made: T[] = []
    this.#lines.set(whose, made)
    return made
  }
}
