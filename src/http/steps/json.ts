import { Problem } from '../../model/problems.ts'

/** The deepest nesting that is read: whoever walks more of it runs out of stack. */
const MAX_DEPTH = 32

const PROTO = '__proto__'

/**
 * The value that a body says; undefined for an empty one. Refused beside bad JSON: nesting without end, and the one name
 * that would be lost without a word on the way.
 * @throws Problem malformed
 */
export const parse = (text: string): unknown => {
  if (text === '') return undefined
  if (nestsDeeper(text, MAX_DEPTH)) {
    throw new Problem('malformed', `the body nests deeper than ${MAX_DEPTH} levels`)
  }
  try {
    // A reviver visits every value: only a text that may hold the name pays for one.
    return /__proto__|\\u005f/i.test(text) ? JSON.parse(text, named) : JSON.parse(text)
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('malformed', 'the body is not well-formed JSON', { cause })
  }
}

const named = (key: string, value: unknown): unknown => {
  if (key === PROTO) throw new Problem('malformed', `no name in the body may be ${PROTO}`)
  return value
}

/** How a character moves the depth, outside of strings. */
const STEP: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 }

/** Whether brackets outside of strings nest deeper. Says nothing of whether they fit together. */
const nestsDeeper = (text: string, most: number): boolean => {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string
    if (char === '"') at = endOfString(text, at)
    depth += STEP[char] ?? 0
    if (depth > most) return true
  }
  return false
}

/** Where the string that begins here ends; the end of the text when it does not. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
