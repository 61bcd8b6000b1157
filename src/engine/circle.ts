/** Whose empty lines are kept: a map that is filled and emptied all the time leaves its old tables behind. */
const MOST_KEPT = 1_000

/** What waits for one: what is short as it came, what is long the oldest first, and by turns where there is both. */
class Line<T> {
  readonly #short: T[] = []
  readonly #long: { readonly item: T; readonly since: number }[] = []
  #longIsNext = false

  add(item: T, since: number | undefined): void {
    if (since === undefined) this.#short.push(item)
    else this.#long.splice(this.#long.findLastIndex(other => other.since <= since) + 1, 0, { item, since })
  }

  next(): T | undefined {
    const long = this.#long.length > 0 && (this.#longIsNext || this.#short.length === 0)
    this.#longIsNext = !long
    return long ? this.#long.shift()?.item : this.#short.shift()
  }

  get length(): number {
    return this.#short.length + this.#long.length
  }
}

/** What waits, by whom it is for. Who was served goes to the end: the many things of one do not hold up the one of another. */
export class Circle<T> {
  #lines = new Map<string, Line<T>>()
  /** Those in which something waits, the one that was served longest ago first. */
  readonly #waiting: Line<T>[] = []

  /** @param since when what is long was begun; absent for what is short */
  add(whose: string, item: T, since?: number): void {
    const line = this.#lineOf(whose)
    if (line.length === 0) this.#waiting.push(line)
    line.add(item, since)
  }

  /** The first of whoever was served longest ago; undefined when nothing waits. */
  next(): T | undefined {
    const line = this.#waiting.shift()
    const item = line?.next()
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

  #lineOf(whose: string): Line<T> {
    const known = this.#lines.get(whose)
    if (known) return known
    const made = new Line<T>()
    this.#lines.set(whose, made)
    return made
  }
}
