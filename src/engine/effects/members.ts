/** Some of the members of a class, a bit each. */
export class Members {
  #words: Uint32Array
  count: number
  /** Moves on with each change, so that a reader knows whether it has seen this. */
  version = 0

  private constructor(words: Uint32Array, count: number) {
    this.#words = words
    this.count = count
  }

  static none(size: number): Members {
    return new Members(new Uint32Array(Math.ceil(size / 32)), 0)
  }

  static one(size: number, place: number): Members {
    const one = Members.none(size)
    one.add(place)
    return one
  }

  static all(size: number): Members {
    const words = new Uint32Array(Math.ceil(size / 32)).fill(0xffffffff)
    if (size % 32 !== 0) words[words.length - 1] = 2 ** (size % 32) - 1
    return new Members(words, size)
  }

  add(place: number): void {
    const at = place >>> 5
    this.#words[at] = (this.#words[at] as number) | (1 << (place & 31))
    this.count += 1
    this.version += 1
  }

  remove(place: number): void {
    const at = place >>> 5
    this.#words[at] = (this.#words[at] as number) & ~(1 << (place & 31))
    this.count -= 1
    this.version += 1
  }

  /** Takes in the others, which may be here already. */
  addAll(others: Members): void {
    const words = this.#words
    const more = others.#words
    let count = 0
    for (let at = 0; at < words.length; at++) {
      const word = ((words[at] as number) | (more[at] as number)) >>> 0
      words[at] = word
      count += bitsIn(word)
    }
    this.count = count
  }

  *places(): Generator<number> {
    for (let at = 0; at < this.#words.length; at++)
      for (let word = this.#words[at] as number; word !== 0; word &= word - 1)
        yield at * 32 + 31 - Math.clz32(word & -word)
  }
}

const bitsIn = (word: number): number => {
  let pairs = word - ((word >>> 1) & 0x55555555)
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((pairs + (pairs >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
