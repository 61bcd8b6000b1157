import { Problem } from '../../model/problems.ts'

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
  const { depth, values, names } = measure(text)
  if (depth > MAX_DEPTH) throw new Problem('malformed', `the body nests deeper than ${MAX_DEPTH} levels`)
  if (values > maxValues) throw new Problem('malformed', `the body has more than ${maxValues} values`)
  const value = parsed(text)
  if (countNames(value) !== names) throw new Problem('malformed', 'a name stands twice in one object')
  return value
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Problem('malformed', 'the body is not well-formed JSON', { cause })
  }
}

/** Counts the names in all objects. Fewer than in the text means that one was there twice and only the last was kept. */
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

const BACKSLASH = 0x5c

/**
 * How deep a text nests, how many values it has at most (each bracket, comma and the text itself begins one), and how many names.
 * Does not check that it is JSON.
 */
const measure = (text: string): { depth: number; values: number; names: number } => {
  let level = 0
  let depth = 0
  let values = 1
  let names = 0
  for (let at = 0; at < text.length; at += 1)
    switch (text[at]) {
      case '"':
        at = endOfString(text, at)
        break
      case ':':
        names += 1
        break
      case ',':
        values += 1
        break
      case '{':
      case '[':
        values += 1
        level += 1
        depth = Math.max(depth, level)
        break
      case '}':
      case ']':
        level -= 1
    }
  return { depth, values, names }
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
