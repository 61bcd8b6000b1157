import type { OrgId, Resource, Subject } from '../../model/id.ts'

/** The question of nearly every check: plain ids, and nothing else. */
interface PlainQuestion {
  readonly subject?: Subject
  readonly action: string
  readonly resource: Resource
  readonly explain?: boolean
}

export interface PlainCheck extends PlainQuestion {
  readonly org: OrgId
}

const ORG = /^[a-z0-9-]{1,63}$/
/** Ids that need no encoding. */
const SUBJECT = /^(?:user|group|service|role):(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256}$/
const RESOURCE = /^[a-z][a-z0-9_-]{0,62}(?::(?!\.{1,2}$)[A-Za-z0-9._~@-]{1,256})?$/

const isMatch = (value: unknown, form: RegExp): value is string =>
  typeof value === 'string' && form.test(value)

/**
 * Whether the schema of a question would read the value as it is. The schema takes several times as long, and reads or refuses
 * every other value. A property test holds that.
 */
export const isPlainQuestion = (value: unknown): value is PlainQuestion => {
  if (!isObject(value)) return false
  for (const name in value) if (!isPlain(name, value[name])) return false
  return value.action !== undefined && value.resource !== undefined
}

/** Longer bodies are read by the schema. */
const MAX_LENGTH = 1_024

/** The same for the body of a check, from its text. Undefined for every body that is left to the schema. */
export const readPlainCheck = (text: string): PlainCheck | undefined => {
  if (text.length > MAX_LENGTH || text.includes('\\')) return undefined
  const body = parsed(text)
  if (!isObject(body)) return undefined
  let quotes = 0
  for (const name in body) {
    if (name === 'org' ? !isMatch(body.org, ORG) : !isPlain(name, body[name])) return undefined
    quotes += name === 'explain' ? 2 : 4
  }
  const { org, action, resource } = body
  if (org === undefined || action === undefined || resource === undefined) return undefined
  // More quotes than these names and values have: one stood twice.
  return countQuotes(text) === quotes ? (body as unknown as PlainCheck) : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isPlain = (name: string, value: unknown): boolean => {
  switch (name) {
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
