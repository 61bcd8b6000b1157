/**
 * Attributes as rules: `g4, user:mo, @department:sales, acme`. Where a policy set reads attributes of people or resources, those
 * that it reads are kept as links beside the other rules. So they change with a revision, and every replica, every search and
 * every look into the past has them.
 */
import { decodeId, encodeId, type OrgId, type Resource, type Subject } from './id.ts'
import { Problem } from './problems.ts'
import type { Attributes } from './resource.ts'
import type { Rule } from './rule.ts'

/** The role definition in which a model keeps attributes. */
export const ATTRIBUTES = 'g4'

/** What rules can compare. */
export type Comparable = string | number | boolean

/** What rules can look into: texts and numbers, each once, in the order in which they are written in a rule. */
export type Listed = readonly (string | number)[]

/** The longest text that rules can compare, in bytes of UTF-8. */
export const MAX_COMPARED_BYTES = 256

/** The most texts and numbers in a list that rules can look into, and the most bytes of UTF-8 that its texts have together. */
export const MAX_LISTED = 50
const MAX_LISTED_BYTES = 1_024

/** Begins no subject and no resource. */
const MARK = '@'

export const isAttributeRule = ([section]: Rule): boolean => section === ATTRIBUTES

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed() && Buffer.byteLength(value) <= MAX_COMPARED_BYTES

const isComparable = (value: unknown): value is Comparable =>
  isText(value) || typeof value === 'number' || typeof value === 'boolean'

const isListed = (value: unknown): value is Listed =>
  Array.isArray(value) &&
  value.length <= MAX_LISTED &&
  value.every(item => isText(item) || typeof item === 'number') &&
  Buffer.byteLength(value.filter(isText).join('')) <= MAX_LISTED_BYTES

/** A number begins with what an encoded text never has. */
const printedItem = (item: string | number): string =>
  typeof item === 'string' ? encodeId(item) : `/${item}`

/**
 * A second colon begins what is no text, for an encoded text has none: a number or truth value, or a colon and an item for each of a list.
 * Two lists with the same items are one name.
 */
const printedValue = (value: Comparable | Listed): string => {
  if (typeof value === 'string') return encodeId(value)
  if (typeof value !== 'object') return `:${value}`
  return `:${[...new Set(value.map(printedItem))]
    .sort()
    .map(item => `:${item}`)
    .join('')}`
}

const readItem = (item: string): string | number =>
  item.startsWith('/') ? Number(item.slice(1)) : decodeId(item)

const readValue = (text: string): Comparable | Listed => {
  if (!text.startsWith(':')) return decodeId(text)
  if (text === ':') return []
  if (text.startsWith('::')) return text.slice(2).split(':').map(readItem)
  return JSON.parse(text.slice(1)) as Comparable
}

/** The inverse of how an attribute is written in a rule. */
export const readAttribute = (text: string): readonly [name: string, value: Comparable | Listed] => {
  const colon = text.indexOf(':')
  return [text.slice(MARK.length, colon), readValue(text.slice(colon + 1))]
}

/** Whose attributes, and which of them count. */
export interface Counted {
  readonly of: Subject | Resource
  readonly attributes: Attributes
  /** The names that the policy set reads. */
  readonly names: readonly string[]
  /** Which of these it reads as lists. */
  readonly lists: readonly string[]
}

const VALUE = `a text of at most ${MAX_COMPARED_BYTES} bytes, a number, true or false`
const LIST = `a list of at most ${MAX_LISTED} texts and numbers, of ${MAX_LISTED_BYTES} bytes together`

/** The rules that say them. @throws Problem invalid_attribute for a value that rules cannot compare */
export const attributeRules = (org: OrgId, { of, attributes, names, lists }: Counted): readonly Rule[] =>
  names.flatMap(name => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : null
    if (value === null || value === undefined) return []
    const isList = lists.includes(name)
    if (!(isList ? isListed(value) : isComparable(value)))
      throw new Problem(
        'invalid_attribute',
        `${name} decides access under this policy set: it is ${isList ? LIST : VALUE}`,
        { errors: [{ path: `attributes.${name}`, message: 'rules cannot compare this value' }] },
      )
    return [[ATTRIBUTES, of, `${MARK}${name}:${printedValue(value as Comparable | Listed)}`, org]]
  })
