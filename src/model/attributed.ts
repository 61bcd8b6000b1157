/**
 * By what a record is found that has attributes: a term for each name with a value. A term is a hash, so that it is short whatever
 * the value is; who reads by one compares the attribute itself.
 */
import { createHash } from 'node:crypto'
import type { Attributes } from './resource.ts'

/** The most terms of a record. One that has more has {@link MANY} alone. */
export const MAX_TERMS = 256

/** The term of records that are looked at for every attribute: they have more values than are kept. */
export const MANY = '*'

/** A value as it is compared: a text as it is, anything else as JSON. */
export const comparedAs = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

export const termOf = (name: string, value: string): string =>
  createHash('sha256')
    .update(JSON.stringify([name, value]))
    .digest('base64url')
    .slice(0, 22)

/** A list is found by each of its values. */
export const termsOf = (attributes: Attributes): readonly string[] => {
  const terms = new Set<string>()
  for (const [name, found] of Object.entries(attributes))
    for (const value of Array.isArray(found) ? found : [found]) {
      terms.add(termOf(name, comparedAs(value)))
      if (terms.size > MAX_TERMS) return [MANY]
    }
  return [...terms]
}
