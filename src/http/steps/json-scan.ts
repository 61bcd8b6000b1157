/** What the characters of a JSON text show before it is parsed: how much it holds, and where its long lists can be taken apart. */

/** A list that is a member of the text's outermost object. */
export interface LongList {
  /** The text of its name, with the quotes. */
  readonly name: string
  /** From behind its opening bracket up to its closing one. */
  readonly from: number
  readonly to: number
  /** Commas between two of its items, about {@link PIECE} characters apart. */
  readonly cuts: readonly number[]
}

/** Characters that are parsed in one go. */
export const PIECE = 8_192

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Does not check that the text is JSON. */
export class Scan {
  readonly #text: string
  #at = 0
  #level = 0
  /** Whether the outermost value is an object. */
  #ofObject = false
  /** The text that was read last outside of any list: where it begins and ends. */
  #name: readonly [start: number, end: number] = [0, 0]
  #list: { name: string; from: number; cuts: number[] } | undefined
  #cut = 0
  depth = 0
  /** At most so many: each bracket, comma and the text itself begins one. */
  values = 1
  names = 0
  /** Lists that are longer than one piece. */
  readonly lists: LongList[] = []

  constructor(text: string) {
    this.#text = text
  }

  /** Looks at some more characters. Answers whether there are further ones. */
  goOn(characters: number): boolean {
    const text = this.#text
    const end = Math.min(text.length, this.#at + characters)
    let at = this.#at
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) at = this.#passed(at)
      else if (code === COLON) this.names += 1
      else if (code === COMMA) this.#next(at)
      else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open(at, code)
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#close(at, code)
    }
    this.#at = at
    return at < text.length
  }

  /** Where the text in quotes ends that begins here. */
  #passed(start: number): number {
    const end = endOfString(this.#text, start)
    if (this.#level === 1) this.#name = [start, end + 1]
    return end
  }

  #next(at: number): void {
    this.values += 1
    if (this.#level !== 2 || !this.#list || at - this.#cut < PIECE) return
    this.#list.cuts.push(at)
    this.#cut = at
  }

  #open(at: number, code: number): void {
    this.values += 1
    this.#level += 1
    if (this.#level > this.depth) this.depth = this.#level
    if (this.#level === 1) this.#ofObject = code === OPEN_OBJECT
    if (this.#level !== 2 || !this.#ofObject || code !== OPEN_LIST) return
    this.#cut = at
    this.#list = { name: this.#text.slice(...this.#name), from: at + 1, cuts: [] }
  }

  #close(at: number, code: number): void {
    if (this.#level === 2) {
      if (this.#list && this.#list.cuts.length > 0 && code === CLOSE_LIST)
        this.lists.push({ ...this.#list, to: at })
      this.#list = undefined
    }
    this.#level -= 1
  }
}

/** Where the string that begins here ends; the end of the text when it does not. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at)
    if (at < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return at
  }
}
