/**
 * Which values of an attribute a search need not tell apart: those that pass the same tests of the matcher. Each class is a number, beside
 * those of the shapes of rules.
 */
import { readAttribute } from '../model/attribute-rules.ts'
import type { Asked } from './casbin/decider.ts'
import type { Facts } from './facts.ts'
import type { Test } from './matcher/alike.ts'
import type { Comparison, Expression } from './matcher/parse.ts'

type Primitive = string | number | boolean

const isPrimitive = (value: unknown): value is Primitive =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** What stands for something fixed; undefined for what cannot be compared, which fails with every value. */
export const fixedValue = (tree: Expression, asked: Asked): Primitive | undefined => {
  if (tree.kind === 'literal') return tree.value
  if (tree.kind !== 'field') return undefined
  let value: unknown = asked[tree.name as keyof Asked]
  for (const name of tree.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return isPrimitive(value) ? value : undefined
}

/** @param a of the same type as `b` */
export const compares = (a: Primitive, op: Comparison, b: Primitive): boolean => {
  if (op === '==') return a === b
  if (op === '!=') return a !== b
  if (op === '<') return a < b
  if (op === '>') return a > b
  return op === '<=' ? a <= b : a >= b
}

/** What the tests make of a value, as a text; undefined when that would need Casbin's own conversions. */
const outcome = (value: Primitive, tests: readonly Test[], asked: Asked): string | undefined => {
  let passed = ''
  for (const { op, left, other } of tests) {
    const with_ = fixedValue(other, asked)
    if (with_ === undefined) continue
    if (typeof with_ !== typeof value) return undefined
    passed += Number(left ? compares(value, op, with_) : compares(with_, op, value))
  }
  return passed
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
