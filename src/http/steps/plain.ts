/**
 * Bodies of a few plain names and values are read without a schema, which takes several times as long. A reader says which values
 * it takes: those that the schema reads as they are. Every other body is read, or refused, by the schema.
 */

/** Longer bodies are read by the schema. */
const MAX_LENGTH = 1_024

/** The value of a short body if it is a plain one, and has no escapes and no name twice. */
export const readPlain = <T>(text: string, isPlain: (value: unknown) => value is T): T | undefined => {
  if (text.length > MAX_LENGTH || text.includes('\\')) return undefined
  const value = parsed(text)
  // More quotes than its names and texts have: a name stood twice.
  return isPlain(value) && countQuotes(text) === quotesOf(value) ? value : undefined
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const countQuotes = (text: string): number => {
  let count = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1
  return count
}

/** The quotes around the names and texts of a value. */
const quotesOf = (value: unknown): number => {
  if (typeof value === 'string') return 2
  if (!isObject(value)) return 0
  let count = 0
  for (const name in value) count += 2 + quotesOf(value[name])
  return count
}
