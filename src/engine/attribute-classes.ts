/**
 * Which values of an attribute a search need not tell apart: those that pass the same tests of the matcher. Each class is a number, beside
 * those of the shapes of rules.
 */
import { type Comparable, type Listed, readAttribute } from '../model/attribute-rules.ts'
import type { Asked } from './casbin/decider.ts'
import type { Facts } from './facts.ts'
import type { Test } from './matcher/alike.ts'
import { isListFunction, listFunction } from './matcher/lists.ts'
import type { Comparison, Expression } from './matcher/parse.ts'

const isPrimitive = (value: unknown): value is Comparable =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** What stands for something fixed; undefined for what cannot be compared, which fails with every value. */
export const fixedValue = (tree: Expression, asked: Asked): Comparable | undefined => {
  const value = fixed(tree, asked)
  return isPrimitive(value) ? value : undefined
}

/** What stands for something fixed, whatever it is. */
export const fixed = (tree: Expression, asked: Asked): unknown => {
  if (tree.kind === 'literal') return tree.value
  if (tree.kind !== 'field') return undefined
  let value: unknown = asked[tree.name as keyof Asked]
  for (const name of tree.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

/** @param a of the same type as `b` */
export const compares = (a: Comparable, op: Comparison, b: Comparable): boolean => {
  if (op === '==') return a === b
  if (op === '!=') return a !== b
  if (op === '<') return a < b
  if (op === '>') return a > b
  return op === '<=' ? a <= b : a >= b
}

/** What one test makes of a value: passed, failed, or as it fails with every value; undefined when that would need Casbin's own conversions. */
const outcomeOf = (
  value: Comparable | Listed,
  { op, left, other }: Test,
  asked: Asked,
): boolean | 'fails' | undefined => {
  const against = fixed(other, asked)
  if (isListFunction(op))
    return (left ? listFunction(op, value, against) : listFunction(op, against, value)) ?? 'fails'
  if (!isPrimitive(against)) return 'fails'
  if (typeof value === 'object' || typeof against !== typeof value) return undefined
  return left ? compares(value, op, against) : compares(against, op, value)
}

/** What the tests make of a value, as a text. */
const outcome = (value: Comparable | Listed, tests: readonly Test[], asked: Asked): string | undefined => {
  const passed = tests.map(test => outcomeOf(value, test, asked))
  return passed.includes(undefined) ? undefined : passed.join()
}

/** What is the same for the whole search. */
interface Searched {
  readonly facts: Facts
  readonly asked: Asked
  /** Attributes that the question says of every resource. */
  readonly given: Readonly<Record<string, unknown>> | undefined
  /** The number of the first class. */
  readonly first: number
}

/** The class of an attribute with its value, by its number as a name; undefined for one that does not matter. */
export const attributeClasses = ({ facts, asked, given, first }: Searched) => {
  const { names, set } = facts
  const attributes = set.plan.alike?.attributes ?? new Map<string, undefined>()
  const replaced = (name: string): boolean =>
    set.catalogue.attributes === 'request' &&
    given !== undefined &&
    Object.hasOwn(given, name) &&
    (given[name] ?? undefined) !== undefined
  const classes = new Map<string, number>()
  const known = new Map<number, number | undefined>()

  const classOf = (id: number): number | undefined => {
    const [name, value] = readAttribute(names.textOf(id))
    if (!attributes.has(name) || replaced(name)) return undefined
    const tests = attributes.get(name)
    const passed = tests && outcome(value, tests, asked)
    const key = passed === undefined ? `${name} ${id}` : `${name}:${passed}`
    const number = classes.get(key) ?? first + classes.size
    classes.set(key, number)
    return number
  }
  return (id: number): number | undefined => {
    if (known.has(id)) return known.get(id)
    const found = classOf(id)
    known.set(id, found)
    return found
  }
}
