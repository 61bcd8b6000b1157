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

/** The longest text that rules can compare, in bytes of UTF-8. */
export const MAX_COMPARED_BYTES = 256

/** Begins no subject and no resource. */
const MARK = '@'

export const isAttributeRule = ([section]: Rule): boolean => section === ATTRIBUTES

const isComparable = (value: unknown): value is Comparable =>
  typeof value === 'string'
    ? value.isWellFormed() && Buffer.byteLength(value) <= MAX_COMPARED_BYTES
    : typeof value === 'number' || typeof value === 'boolean'

/** A second colon begins what is no text: an encoded text has none. */
const printed = (name: string, value: Comparable): string =>
  `${MARK}${name}:${typeof value === 'string' ? encodeId(value) : `:${value}`}`

/** The inverse of how an attribute is written in a rule. */
export const readAttribute = (text: string): readonly [name: string, value: Comparable] => {
  const colon = text.indexOf(':')
  const value = text.slice(colon + 1)
  return [
    text.slice(MARK.length, colon),
    value.startsWith(':') ? (JSON.parse(value.slice(1)) as Comparable) : decodeId(value),
  ]
}

/** Whose attributes, and which of them count. */
export interface Counted {
  readonly of: Subject | Resource
  readonly attributes: Attributes
  /** The names that the policy set reads. */
  readonly names: readonly string[]
}

/** The rules that say them. @throws Problem invalid_attribute for a value that rules cannot compare */
export const attributeRules = (org: OrgId, { of, attributes, names }: Counted): readonly Rule[] =>
  names.flatMap(name => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : null
    if (value === null || value === undefined) return []
    if (!isComparable(value))
      throw new Problem(
        'invalid_attribute',
        `${name} decides access under this policy set: it is a text of at most ${MAX_COMPARED_BYTES} bytes, a number, true or false`,
        { errors: [{ path: `attributes.${name}`, message: 'rules cannot compare this value' }] },
      )
    return [[ATTRIBUTES, of, printed(name, value), org] satisfies Rule]
  })
