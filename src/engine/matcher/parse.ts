/**
 * Reads a matcher as Casbin will evaluate it (fields written `r_sub`, `p_obj`) into a tree. It knows a part of the
 * language only: and, or, not, comparisons, calls, fields, plain literals. Whatever else Casbin's evaluator would take
 * (`in`, arithmetic, `?:`, arrays, escapes) is refused, because its precedence or its rewriting by Casbin surprises.
 */
import { BadModel } from '../bad-model.ts'

export type Comparison = '==' | '!=' | '<' | '>' | '<=' | '>='

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'compare'
      readonly op: Comparison
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'field'
      readonly of: 'r' | 'p'
      readonly name: string
      readonly path: readonly string[]
    }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }

// A string holds no space, `$`, backslash, quote or bracket: Casbin rewrites texts that do before it evaluates them.
const TOKEN =
  /\s*(?:(&&|\|\||[=!<>]=|[<>!(),])|"([^\s"'\\$()]*)"|'([^\s"'\\$()]*)'|(\d+(?:\.\d+)?)|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))/y

/** The longest matcher, and how deep its brackets and negations stand in each other: what walks its tree goes as deep as both say. */
const MAX_TOKENS = 2_000
const MAX_DEPTH = 32

type Token = { readonly sign?: string; readonly value?: string | number; readonly name?: string }

const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new BadModel(`the matcher cannot be read at "${text.slice(at).trim().slice(0, 24)}"`)
    const [, sign, double, single, number, name] = match
    const word = double ?? single
    if (sign !== undefined) tokens.push({ sign })
    else if (word !== undefined) tokens.push({ value: word })
    else if (number !== undefined) tokens.push({ value: Number(number) })
    else if (name !== undefined) tokens.push({ name })
    if (tokens.length > MAX_TOKENS)
      throw new BadModel(`the matcher has more than ${MAX_TOKENS} names, values and signs`)
  }
  return tokens
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>='])
const isComparison = (sign: string | undefined): sign is Comparison =>
  sign !== undefined && COMPARISONS.has(sign)

class Reader {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get done(): boolean {
    return this.#at === this.#tokens.length
  }

  next(): Token {
    const token = this.#tokens[this.#at]
    if (!token) throw new BadModel('the matcher ends too early')
    this.#at += 1
    return token
  }

  /** Reads what stands one level deeper. */
  inside<T>(read: (reader: Reader) => T): T {
    if (this.#depth === MAX_DEPTH) throw new BadModel(`the matcher nests deeper than ${MAX_DEPTH} levels`)
    this.#depth += 1
    const inner = read(this)
    this.#depth -= 1
    return inner
  }

  get sign(): string | undefined {
    return this.#tokens[this.#at]?.sign
  }

  take(sign: string): boolean {
    if (this.sign !== sign) return false
    this.#at += 1
    return true
  }

  expect(sign: string): void {
    if (!this.take(sign)) throw new BadModel(`the matcher lacks a "${sign}"`)
  }
}

const chain =
  (kind: 'and' | 'or', sign: string, part: (reader: Reader) => Expression) =>
  (reader: Reader): Expression => {
    let left = part(reader)
    while (reader.take(sign)) left = { kind, left, right: part(reader) }
    return left
  }

const argsOf = (reader: Reader): Expression[] => {
  const args: Expression[] = []
  if (reader.take(')')) return args
  do args.push(reader.inside(anyOf))
  while (reader.take(','))
  reader.expect(')')
  return args
}

const named = (name: string, reader: Reader): Expression => {
  if (reader.take('(')) return { kind: 'call', name, args: argsOf(reader) }
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' }
  const [head = '', ...path] = name.split('.')
  const field = /^([rp])_(\w+)$/.exec(head)
  if (!field?.[2]) throw new BadModel(`the matcher names "${name}", which is neither a field nor a function`)
  return { kind: 'field', of: field[1] === 'r' ? 'r' : 'p', name: field[2], path }
}

const single = (reader: Reader): Expression => {
  const token = reader.next()
  if (token.value !== undefined) return { kind: 'literal', value: token.value }
  if (token.name !== undefined) return named(token.name, reader)
  if (token.sign === '!') return { kind: 'not', of: reader.inside(single) }
  if (token.sign !== '(') throw new BadModel(`the matcher has a "${token.sign}" out of place`)
  const inner = reader.inside(anyOf)
  reader.expect(')')
  return inner
}

const comparison = (reader: Reader): Expression => {
  const left = single(reader)
  const op = reader.sign
  if (!isComparison(op)) return left
  reader.next()
  const right = single(reader)
  if (isComparison(reader.sign)) throw new BadModel('the matcher compares three things in a row')
  return { kind: 'compare', op, left, right }
}

const allOf = chain('and', '&&', comparison)
const anyOf: (reader: Reader) => Expression = chain('or', '||', allOf)

/** @throws BadModel where the text is not of the part of the language that is understood */
export const parseMatcher = (text: string): Expression => {
  const reader = new Reader(tokensOf(text))
  const tree = anyOf(reader)
  if (!reader.done) throw new BadModel('the matcher goes on after its end')
  return tree
}

/** The operands of the outermost chain of `&&`. */
export const conjunctsOf = (tree: Expression): readonly Expression[] =>
  tree.kind === 'and' ? [...conjunctsOf(tree.left), ...conjunctsOf(tree.right)] : [tree]

/** The direct parts of an expression. */
export const partsOf = (tree: Expression): readonly Expression[] => {
  if (tree.kind === 'call') return tree.args
  if (tree.kind === 'not') return [tree.of]
  return 'left' in tree ? [tree.left, tree.right] : []
}

/** The expression and everything in it. */
export function* walk(tree: Expression): Generator<Expression> {
  yield tree
  for (const part of partsOf(tree)) yield* walk(part)
}
