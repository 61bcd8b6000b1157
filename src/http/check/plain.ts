import type { OrgId, Resource, Subject } from '../../model/id.ts'

/** The body of nearly every check: plain ids, and nothing but the question. */
export interface PlainCheck {
  readonly org: OrgId
  readonly subject?: Subject
  readonly action: string
  readonly resource: Resource
  readonly explain?: boolean
}

const ORG = /^[a-z0-9-]{1,63}$/
/** Ids that need no encoding. */
const SUBJECT = /^(?:user|group|service|role):(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256}$/
const RESOURCE = /^[a-z][a-z0-9_-]{0,62}(?::(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256})?$/

const isMatch = (value: unknown, form: RegExp): value is string =>
  typeof value === 'string' && form.test(value)

/** Longer bodies are read by the schema. */
const MAX_LENGTH = 1_024

/**
 * Reads a plain check without the schema, which takes several times as long. Undefined for every other body: those are read,
 * or refused, by the schema. What is read here, the schema reads as the same value; a property test holds that.
 */
export const readPlainCheck = (text: string): PlainCheck | undefined => {
  if (text.length > MAX_LENGTH || text.includes('\\')) return undefined
  const body = parsed(text)
  if (body === undefined) return undefined
  let quotes = 0
  for (const name in body) {
    if (!isPlain(name, body[name])) return undefined
    quotes += name === 'explain' ? 2 : 4
  }
  const { org, action, resource } = body
  if (org === undefined || action === undefined || resource === undefined) return undefined
  // More quotes than these names and values have: one stood twice.
  return countQuotes(text) === quotes ? (body as unknown as PlainCheck) : undefined
}

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const isPlain = (name: string, value: unknown): boolean => {
  switch (name) {
    case 'org':
      return isMatch(value, ORG)
    case 'subject':
      return isMatch(value, SUBJECT)
    case 'action':
      return typeof value === 'string' && value.length > 0 && value.length <= 256
    case 'resource':
      return isMatch(value, RESOURCE)
    case 'explain':
      return typeof value === 'boolean'
    default:
      return false
  }
}

const countQuotes = (text: string): number => {
  let count = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1
  return count
}
