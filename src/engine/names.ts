import { inTurns } from './turns.ts'

/** A fixed list of texts with their places. */
export interface Prefix {
  readonly texts: readonly string[]
  readonly index: ReadonlyMap<string, number>
}

export const prefixOf = (texts: readonly string[]): Prefix => ({
  texts,
  index: new Map(texts.map((text, index) => [text, index])),
})

/** No number. */
export const UNKNOWN = -1

/**
 * Texts as small numbers: first those of the policy set, which are kept once for all organisations, then those of the
 * organisation. It only grows, so all snapshots of one organisation share it. A snapshot has no rows for names that were added
 * later.
 */
export class Names {
  readonly prefix: Prefix
  /** How many of the organisation's names are in byte order: those it was built with. */
  readonly sorted: number
  readonly #texts: string[]
  readonly #index: Map<string, number>

  private constructor(prefix: Prefix, texts: string[], index: Map<string, number>) {
    this.prefix = prefix
    this.#texts = texts
    this.#index = index
    this.sorted = texts.length
  }

  /** The prefix alone. */
  static of(prefix: Prefix): Names {
    return new Names(prefix, [], new Map())
  }

  /** @param own distinct texts that are not in the prefix, in byte order */
  static async inOrder(prefix: Prefix, own: string[]): Promise<Names> {
    const index = new Map<string, number>()
    await inTurns(own.length, i => index.set(own[i] as string, prefix.texts.length + i))
    return new Names(prefix, own, index)
  }

  /** How many were added later, unordered. */
  get late(): number {
    return this.#texts.length - this.sorted
  }

  get size(): number {
    return this.prefix.texts.length + this.#texts.length
  }

  /** The text's number, or {@link UNKNOWN}. */
  idOf(text: string): number {
    return this.#index.get(text) ?? this.prefix.index.get(text) ?? UNKNOWN
  }

  textOf(id: number): string {
    const shared = this.prefix.texts
    return (id < shared.length ? shared[id] : this.#texts[id - shared.length]) as string
  }

  intern(text: string): number {
    const known = this.idOf(text)
    if (known !== UNKNOWN) return known
    this.#texts.push(text)
    const id = this.size - 1
    this.#index.set(text, id)
    return id
  }
}
