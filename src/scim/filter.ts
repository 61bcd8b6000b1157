/** Parses filters (RFC 7644, section 3.4.2.2) into a tree. match.ts says what each comparison means. */
import { ScimFault } from './fault.ts'
import { type AttributePath, parsePath } from './path.ts'

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

export type Filter =
  | { readonly is: 'and' | 'or'; readonly all: readonly [Filter, Filter] }
  | { readonly is: 'not'; readonly what: Filter }
  | { readonly is: 'present'; readonly path: AttributePath }
  | {
      readonly is: 'compared'
      readonly path: AttributePath
      readonly by: Comparison
      readonly to: FilterValue
    }
  /** A single value of a multi-valued attribute fulfils all of `what`. */
  | { readonly is: 'some'; readonly path: AttributePath; readonly what: Filter }
export type FilterValue = string | number | boolean | null

const MAX_LENGTH = 4_000
const MAX_DEPTH = 20
const MAX_COMPARISONS = 50
const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])
const TOKEN = /\s*([()[\]]|"(?:[^"\\]|\\.)*"|[^\s()[\]"]+)/y

const wrong = (detail: string): ScimFault => new ScimFault(400, `The filter ${detail}.`, 'invalidFilter')

/** @throws ScimFault invalidFilter */
export const parseFilter = (text: string): Filter => {
  if (text.length > MAX_LENGTH) throw wrong(`is longer than ${MAX_LENGTH} characters`)
  const reader = new Reader(tokensOf(text))
  const filter = either(reader, 0)
  if (reader.peek() !== undefined) throw wrong(`has something left over at ${reader.peek()}`)
  return filter
}

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const token = TOKEN.exec(text)?.[1]
    if (token === undefined) throw wrong('has a text that does not end')
    tokens.push(token)
  }
  return tokens
}

class Reader {
  readonly #tokens: readonly string[]
  #at = 0
  #comparisons = 0
  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }
  peek(): string | undefined {
    return this.#tokens[this.#at]
  }
  take(): string {
    const token = this.peek()
    if (token === undefined) throw wrong('ends too early')
    this.#at += 1
    return token
  }
  /** Counts one more comparison. */
  compares(): void {
    this.#comparisons += 1
    if (this.#comparisons > MAX_COMPARISONS) throw wrong(`has more than ${MAX_COMPARISONS} comparisons`)
  }
  /** Takes the next token when it is this word. */
  took(word: string): boolean {
    const found = this.peek()?.toLowerCase() === word
    if (found) this.#at += 1
    return found
  }
}

const either = (reader: Reader, depth: number): Filter => {
  if (depth > MAX_DEPTH) throw wrong('is nested too deeply')
  let left = both(reader, depth)
  while (reader.took('or')) left = { is: 'or', all: [left, both(reader, depth)] }
  return left
}

const both = (reader: Reader, depth: number): Filter => {
  let left = single(reader, depth)
  while (reader.took('and')) left = { is: 'and', all: [left, single(reader, depth)] }
  return left
}

const single = (reader: Reader, depth: number): Filter => {
  if (reader.took('not')) return { is: 'not', what: grouped(reader, '(', depth) }
  if (reader.peek() === '(') return grouped(reader, '(', depth)
  const path = parsePath(reader.take())
  if (reader.peek() !== '[') return comparison(reader, path)
  const what = grouped(reader, '[', depth)
  if (!reader.peek()?.startsWith('.')) return { is: 'some', path, what }
  // `emails[type eq "work"].value eq "..."`: one value fulfils both.
  const inner = comparison(reader, parsePath(reader.take().slice(1)))
  return { is: 'some', path, what: { is: 'and', all: [what, inner] } }
}

const comparison = (reader: Reader, path: AttributePath): Filter => {
  reader.compares()
  const by = reader.take().toLowerCase()
  if (by === 'pr') return { is: 'present', path }
  if (!COMPARISONS.has(by)) throw wrong(`has no comparison "${by.slice(0, 20)}"`)
  return { is: 'compared', path, by: by as Comparison, to: value(reader.take()) }
}

const grouped = (reader: Reader, open: '(' | '[', depth: number): Filter => {
  if (!reader.took(open)) throw wrong(`lacks a ${open}`)
  const inner = either(reader, depth + 1)
  const close = open === '(' ? ')' : ']'
  if (!reader.took(close)) throw wrong(`lacks a ${close}`)
  return inner
}

/** A JSON string, number, true, false or null. Entra ID writes True and False. */
const value = (token: string): FilterValue => {
  try {
    const parsed: unknown = JSON.parse(/^(?:true|false|null)$/i.test(token) ? token.toLowerCase() : token)
    if (parsed === null || typeof parsed !== 'object') return parsed as FilterValue
  } catch {
    // Refused below.
  }
  throw wrong(`compares with ${token.slice(0, 40)}, which is no value`)
}
