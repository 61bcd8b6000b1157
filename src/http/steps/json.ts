import { isOver, nextTurnIfWanted } from '../../engine/turns.ts'
import { Problem } from '../../model/problems.ts'
import { cutsOf, type LongValue, PIECE, Scan } from './json-scan.ts'

/** The deepest nesting that is read. Much deeper values would exhaust the stack. */
const MAX_DEPTH = 32

/** The default limit of values in a body. */
export const MAX_VALUES = 20_000

const PROTO = '__proto__'

/**
 * The value that a body says; undefined for an empty one. A body that costs too much work is refused before it is parsed. So is
 * one that two readers could read differently: a name twice in one object, or `__proto__`.
 * @throws Problem malformed
 */
export const parse = (text: string, maxValues = MAX_VALUES): unknown => {
  if (text === '') return undefined
  const scan = new Scan(text)
  scan.goOn(text.length)
  requireBounded(scan, maxValues)
  const value = parsed(text)
  requireNames(scan, countNames(value))
  return value
}

/**
 * The same, in turns with other work: a list of thousands of items, in the body's outermost object, is parsed some items at a time, and a
 * long text there some of its characters.
 * @throws Problem malformed
 */
export const parseInTurns = async (text: string, maxValues = MAX_VALUES): Promise<unknown> => {
  if (text === '') return undefined
  const scan = new Scan(text)
  while (scan.goOn(4 * PIECE)) if (isOver()) await nextTurnIfWanted()
  requireBounded(scan, maxValues)
  const value = parsed(withoutLong(text, scan.long))
  let names = countNames(value)
  for (const long of scan.long) {
    const found = long.kind === 'list' ? await itemsOf(text, long) : await textOf(text, long)
    names += found.names
    // Nothing is done with it where the name stands there twice.
    if (isNamed(value)) value[parsed(long.name) as string] = found.value
  }
  requireNames(scan, names)
  return value
}

const isNamed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** What a long member is, and how many names it has. */
interface Found {
  readonly value: unknown
  readonly names: number
}

const itemsOf = async (text: string, list: LongValue): Promise<Found> => {
  const items: unknown[] = []
  let names = 0
  for (const piece of piecesOf(text, list)) {
    if (isOver()) await nextTurnIfWanted()
    const some = parsed(`[${piece}]`) as unknown[]
    // With nothing between two commas there would be no item.
    if (some.length === 0) throw notJson()
    names += countNames(some)
    for (const item of some) items.push(item)
  }
  return { value: items, names }
}

/** Escapes of surrogates may lie in two pieces: put together they are what they would have been. */
const textOf = async (text: string, long: LongValue): Promise<Found> => {
  let [value, at] = ['', long.from]
  for (const cut of [...cutsOf(text, long), long.to]) {
    if (isOver()) await nextTurnIfWanted()
    value += parsed(`"${text.slice(at, cut)}"`) as string
    at = cut
  }
  return { value, names: 0 }
}

const requireBounded = ({ depth, values }: Scan, maxValues: number): void => {
  if (depth > MAX_DEPTH) throw new Problem('malformed', `the body nests deeper than ${MAX_DEPTH} levels`)
  if (values > maxValues) throw new Problem('malformed', `the body has more than ${maxValues} values`)
}

/** Fewer names than in the text mean that one was there twice and only the last was kept. */
const requireNames = ({ names }: Scan, found: number): void => {
  if (found !== names) throw new Problem('malformed', 'a name stands twice in one object')
}

const notJson = (cause?: unknown): Problem =>
  new Problem('malformed', 'the body is not well-formed JSON', { cause })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJson(cause)
  }
}

/** The text with its long members empty. */
const withoutLong = (text: string, long: readonly LongValue[]): string => {
  let [left, at] = ['', 0]
  for (const { from, to } of long) {
    left += text.slice(at, from)
    at = to
  }
  return left + text.slice(at)
}

function* piecesOf(text: string, { from, to, cuts }: LongValue): Generator<string> {
  let at = from
  for (const cut of [...cuts, to]) {
    yield text.slice(at, cut)
    at = cut + 1
  }
}

/** Counts the names in all objects. */
const countNames = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += countNames(item)
    return count
  }
  if (Object.hasOwn(value, PROTO)) throw new Problem('malformed', `no name in the body may be ${PROTO}`)
  for (const name in value) count += 1 + countNames((value as Readonly<Record<string, unknown>>)[name])
  return count
}
