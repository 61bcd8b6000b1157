/**
 * Which of the registered resources of a type are meant, said by what a platform's own records have of them: id, collections,
 * attributes. There is no "not" around anything: a database's unknown is never turned into true.
 */
import type { Comparable, Listed } from '../../model/attribute-rules.ts'
import type { Resource } from '../../model/id.ts'
import { compares } from '../attribute-classes.ts'
import type { Comparison } from '../matcher/parse.ts'

export type Condition =
  | { readonly kind: 'all' | 'none' }
  /** In byte order. */
  | { readonly kind: 'ids'; readonly not: boolean; readonly names: readonly Resource[] }
  /** Whether the resource is in one of these collections directly. */
  | { readonly kind: 'collections'; readonly not: boolean; readonly names: readonly string[] }
  /** True of a resource that has the attribute, and of which the comparison holds. */
  | {
      readonly kind: 'attribute'
      readonly name: string
      readonly op: Comparison
      readonly value: Comparable
    }
  /** True of a resource that has the attribute as a list, in which at least one of these is, or none. */
  | { readonly kind: 'listed'; readonly name: string; readonly not: boolean; readonly values: Listed }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }

export const ALL: Condition = { kind: 'all' }
export const NONE: Condition = { kind: 'none' }

const joined = (kind: 'and' | 'or', parts: readonly Condition[]): Condition => {
  const [neutral, absorbing] = kind === 'and' ? (['all', 'none'] as const) : (['none', 'all'] as const)
  const flat = parts.flatMap(part => (part.kind === kind ? part.of : [part]))
  if (flat.some(part => part.kind === absorbing)) return { kind: absorbing }
  const of = [...new Map(flat.map(part => [JSON.stringify(part), part])).values()].filter(
    part => part.kind !== neutral,
  )
  return of.length > 1 ? { kind, of } : (of[0] ?? { kind: neutral })
}

export const allOf = (...parts: readonly Condition[]): Condition => joined('and', parts)
export const anyOf = (...parts: readonly Condition[]): Condition => joined('or', parts)

/** What is known of one resource. */
export interface Known {
  readonly name: Resource
  readonly collections: ReadonlySet<string>
  readonly attributes: Readonly<Record<string, unknown>>
}

export const isMet = (condition: Condition, of: Known): boolean => {
  switch (condition.kind) {
    case 'all':
    case 'none':
      return condition.kind === 'all'
    case 'ids':
      return isAmong(condition.names, of.name) !== condition.not
    case 'collections':
      return condition.names.some(name => of.collections.has(name)) !== condition.not
    case 'attribute':
      return isComparisonMet(condition, of.attributes[condition.name])
    case 'listed':
      return isListedMet(condition, of.attributes[condition.name])
    case 'and':
      return condition.of.every(part => isMet(part, of))
    case 'or':
      return condition.of.some(part => isMet(part, of))
  }
}

/** @param sorted in byte order */
const isAmong = (sorted: readonly string[], name: string): boolean => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as string) < name) low = middle + 1
    else high = middle
  }
  return sorted[low] === name
}

const isComparisonMet = ({ op, value }: Condition & { readonly kind: 'attribute' }, held: unknown): boolean =>
  typeof held === typeof value && compares(held as Comparable, op, value)

const isListedMet = ({ not, values }: Condition & { readonly kind: 'listed' }, held: unknown): boolean =>
  Array.isArray(held) && values.some(value => held.includes(value)) !== not

/** The condition and everything in it. */
export function* partsOf(condition: Condition): Generator<Condition> {
  yield condition
  if ('of' in condition) for (const part of condition.of) yield* partsOf(part)
}
