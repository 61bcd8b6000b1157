/** What the characters of a JSON text show before it is parsed: how much it holds, and where long values in it can be taken apart. */

/** A long list, or a long text, that is a member of the outermost object. */
export interface LongValue {
  readonly kind: 'list' | 'text'
  /** The text of its name, with the quotes. */
  readonly name: string
  /** From behind its opening bracket or quote up to its closing one. */
  readonly from: number
  readonly to: number
  /** Of a list: commas between two of its items, about {@link PIECE} characters apart. */
  readonly cuts: readonly number[]
}

/** Characters that are parsed in one go. */
export const PIECE = 8_192

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const SMALL_U = 0x75
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
  /** The name that was read last in the outermost object: where it begins and ends, and whether its value has not begun yet. */
  #name: readonly [start: number, end: number] = [0, 0]
  #named = false
  /** Where the text in quotes begins that is being read; -1 outside of one. */
  #quote = -1
  #list: { from: number; cuts: number[] } | undefined
  #cut = 0
  depth = 0
  /** At most so many: each bracket, comma and the text itself begins one. */
  values = 1
  names = 0
  /** Members that are longer than one piece, in their order. */
  readonly long: LongValue[] = []

  constructor(text: string) {
    this.#text = text
  }

  /** Looks at some more characters. Answers whether there are further ones. */
  goOn(characters: number): boolean {
    const text = this.#text
    const end = Math.min(text.length, this.#at + characters)
    let at = this.#at
    while (at < end) {
      if (this.#quote >= 0) at = this.#behindText(at)
      else {
        this.#look(at, text.charCodeAt(at))
        at += 1
      }
    }
    this.#at = at
    return at < text.length
  }

  #look(at: number, code: number): void {
    if (code === QUOTE) this.#quote = at
    else if (code === COLON) this.#colon()
    else if (code === COMMA) this.#next(at)
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open(at, code)
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#close(at, code)
  }

  /** Behind the next quote in a text, which ends it unless it is escaped; the end of everything where there is none. */
  #behindText(from: number): number {
    const at = this.#text.indexOf('"', from)
    if (at < 0) return this.#text.length
    let slashes = 0
    while (this.#text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) this.#ended(this.#quote, at)
    return at + 1
  }

  #ended(start: number, to: number): void {
    this.#quote = -1
    if (this.#level !== 1) return
    if (!this.#named) this.#name = [start, to + 1]
    else if (this.#ofObject && to - start > PIECE) this.#found('text', start + 1, to)
  }

  #found(kind: LongValue['kind'], from: number, to: number, cuts: readonly number[] = []): void {
    this.long.push({ kind, name: this.#text.slice(...this.#name), from, to, cuts })
  }

  #colon(): void {
    this.names += 1
    if (this.#level === 1) this.#named = true
  }

  #next(at: number): void {
    this.values += 1
    if (this.#level === 1) this.#named = false
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
    this.#list = { from: at + 1, cuts: [] }
  }

  #close(at: number, code: number): void {
    if (this.#level === 2) {
      const list = this.#list
      if (list && list.cuts.length > 0 && code === CLOSE_LIST) this.#found('list', list.from, at, list.cuts)
      this.#list = undefined
    }
    this.#level -= 1
  }
}

/** Where a long text in quotes can be cut, about {@link PIECE} characters apart: not within an escape. */
export const cutsOf = (text: string, { from, to }: LongValue): readonly number[] => {
  const cuts: number[] = []
  for (let last = from; last + PIECE < to; ) {
    last = startOfEscape(text, last, last + PIECE)
    cuts.push(last)
  }
  return cuts
}

/** The characters of the longest escape, a backslash, `u` and four digits, but one. */
const ESCAPE = 5

/** Where the escape begins that a place is within; the place itself where there is none. None reaches over `from`. */
const startOfEscape = (text: string, from: number, at: number): number => {
  for (let start = at - 1; start >= Math.max(from, at - ESCAPE); start -= 1) {
    if (text.charCodeAt(start) !== BACKSLASH) continue
    let slashes = 1
    while (start - slashes >= from && text.charCodeAt(start - slashes) === BACKSLASH) slashes += 1
    // The last of an even number is itself escaped.
    if (slashes % 2 === 0) return at
    const length = text.charCodeAt(start + 1) === SMALL_U ? ESCAPE + 1 : 2
    return at < start + length ? start : at
  }
  return at
}
