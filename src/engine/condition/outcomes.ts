/**
 * When a matcher is true and when it is false of one shape of rules, as conditions on the resource. Where it can be neither, because an
 * attribute is missing, no condition holds.
 */
import type { Comparable, Listed } from '../../model/attribute-rules.ts'
import { compares, fixed, fixedValue } from '../attribute-classes.ts'
import type { Asked } from '../casbin/decider.ts'
import { isListFunction, type ListFunction, listFunction } from '../matcher/lists.ts'
import type { Comparison, Expression } from '../matcher/parse.ts'
import { ALL, allOf, anyOf, type Condition, NONE } from './condition.ts'

/** The rules cannot be carried over; the message says why. */
export class NoCondition extends Error {
  override readonly name = 'NoCondition'
}

export interface Outcomes {
  readonly whenTrue: Condition
  readonly whenFalse: Condition
}

/** What the rules of one shape are asked with. */
export interface Asking {
  readonly asked: Asked
  /** A field of the rules. */
  field(name: string): string
  reaches(graph: string, from: string, to: string): boolean
  /** Whether the resource reaches a name, by its collections. */
  reachedBy(name: string): Outcomes
  /** The types of the values that are stored of an attribute of resources, and those of what is in lists: `list`, `list of string`. */
  typesOf(attribute: string): ReadonlySet<string>
}

/** How the type of an empty list is called, and of one with items of a type. */
const LIST = 'list'
const LIST_OF = `${LIST} of `

/** The types of a stored value, as {@link Asking.typesOf} has them. */
export const typesIn = (value: Comparable | Listed): readonly string[] => {
  if (typeof value !== 'object') return [typeof value]
  return value.length === 0 ? [LIST] : value.map(item => `${LIST_OF}${typeof item}`)
}

const FAILS: Outcomes = { whenTrue: NONE, whenFalse: NONE }
const constant = (is: boolean): Outcomes =>
  is ? { whenTrue: ALL, whenFalse: NONE } : { whenTrue: NONE, whenFalse: ALL }

const TURNED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
}
const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>': '<=',
  '<=': '>',
  '>=': '<',
}

const attributeIn = (tree: Expression): readonly string[] | undefined =>
  tree.kind === 'field' && tree.name === 'ctx' && tree.path[0] === 'resource' ? tree.path.slice(1) : undefined

const isOf = (tree: Expression, of: 'r' | 'p', ...names: readonly string[]): boolean =>
  tree.kind === 'field' && tree.of === of && names.includes(tree.name)

/** The rule is on the resource and about the subject: it was found so. */
const isTie = (parts: readonly Expression[]): boolean => parts.some(part => isOf(part, 'p', 'sub', 'obj'))

const valueIn = (tree: Expression, { asked, field }: Asking): Comparable | undefined => {
  if (isOf(tree, 'r', 'obj')) throw new NoCondition('the matcher compares the name of the resource')
  if (tree.kind === 'field' && tree.of === 'p') return tree.name === 'dom' ? asked.dom : field(tree.name)
  return fixedValue(tree, asked)
}

/** @throws NoCondition where a database would compare differently */
const attributeCompared = (
  name: string,
  { op, value }: { readonly op: Comparison; readonly value: Comparable | undefined },
  asking: Asking,
): Outcomes => {
  if (value === undefined) return FAILS
  const types = asking.typesOf(name)
  if ([...types].some(type => type !== typeof value))
    throw new NoCondition(`${name} is compared with a value of another type than some that are stored`)
  if (typeof value !== 'number' && op !== '==' && op !== '!=')
    throw new NoCondition(`${name} is ordered as a text, which databases do differently`)
  if (typeof value === 'string' && !value.isWellFormed())
    throw new NoCondition(`${name} is compared with a text that is none`)
  return {
    whenTrue: { kind: 'attribute', name, op, value },
    whenFalse: { kind: 'attribute', name, op: OPPOSITE[op], value },
  }
}

const compared = (tree: Expression & { kind: 'compare' }, asking: Asking): Outcomes => {
  const { left, right, op } = tree
  if (isTie([left, right])) return constant(true)
  const [own, other] = [attributeIn(left), attributeIn(right)]
  if (own && other) throw new NoCondition('two attributes of the resource are compared')
  const [path, value, turned] = own
    ? [own, valueIn(right, asking), op]
    : [other, valueIn(left, asking), TURNED[op]]
  if (path) {
    const [name = '', ...deeper] = path
    if (deeper.length > 0) throw new NoCondition(`a part of ${name} is compared`)
    return attributeCompared(name, { op: turned, value }, asking)
  }
  const against = valueIn(right, asking)
  if (value === undefined || against === undefined) return FAILS
  if (typeof value !== typeof against) throw new NoCondition('values of different types are compared')
  return constant(compares(value, op, against))
}

/** What is looked into, or looked for, beside an attribute of the resource. */
const soughtIn = (tree: Expression, isList: boolean, asking: Asking): Listed | undefined => {
  const value = isList ? fixed(tree, asking.asked) : valueIn(tree, asking)
  const items = isList ? value : [value]
  // What is no list of texts and numbers fails, as in Casbin.
  return listFunction('overlaps', [], items) === undefined ? undefined : (items as Listed)
}

/** The types of texts and numbers that are compared. @throws NoCondition where a database could take one for another */
const requireOneType = (name: string, stored: Iterable<string>, sought: Listed): void => {
  const types = new Set([...stored, ...sought.map(value => typeof value)])
  if (types.size > 1)
    throw new NoCondition(`${name} is compared with a value of another type than some that are stored`)
  if (sought.some(value => typeof value === 'string' && !value.isWellFormed()))
    throw new NoCondition(`${name} is compared with a text that is none`)
}

/** @throws NoCondition */
const inOwnList = (name: string, values: Listed, asking: Asking): Outcomes => {
  const types = [...asking.typesOf(name)]
  if (types.some(type => !type.startsWith(LIST))) throw new NoCondition(`${name} is stored as no list`)
  requireOneType(
    name,
    types.flatMap(type => (type === LIST ? [] : type.slice(LIST_OF.length))),
    values,
  )
  const condition = (not: boolean): Condition => ({ kind: 'listed', name, not, values })
  return { whenTrue: condition(false), whenFalse: condition(true) }
}

/** Whether an attribute of the resource is in a list that is known. @throws NoCondition */
const ownIn = (name: string, values: Listed, asking: Asking): Outcomes => {
  const types = asking.typesOf(name)
  if (types.size === 0) return FAILS
  requireOneType(name, types, values)
  if (values.length === 0) throw new NoCondition(`${name} is looked for in a list that is empty`)
  const each = (op: Comparison) => values.map((value): Condition => ({ kind: 'attribute', name, op, value }))
  return { whenTrue: anyOf(...each('==')), whenFalse: allOf(...each('!=')) }
}

/** A function that looks into lists. @throws NoCondition */
const looked = (
  op: ListFunction,
  [list, other]: readonly [Expression, Expression],
  asking: Asking,
): Outcomes => {
  const [own, second] = [attributeIn(list), attributeIn(other)]
  if (own && second) throw new NoCondition('two attributes of the resource are compared')
  const [name, ...deeper] = own ?? second ?? []
  if (deeper.length > 0) throw new NoCondition(`a part of ${name} is compared`)
  if (name === undefined) {
    const answer = listFunction(
      op,
      fixed(list, asking.asked),
      op === 'overlaps' ? fixed(other, asking.asked) : valueIn(other, asking),
    )
    return answer === undefined ? FAILS : constant(answer)
  }
  const values = own ? soughtIn(other, op === 'overlaps', asking) : soughtIn(list, true, asking)
  if (values === undefined) return FAILS
  return own || op === 'overlaps' ? inOwnList(name, values, asking) : ownIn(name, values, asking)
}

const called = ({ name, args }: Expression & { kind: 'call' }, asking: Asking): Outcomes => {
  if (isTie(args)) return constant(true)
  const [from, to] = args
  if (from && to && isListFunction(name)) return looked(name, [from, to], asking)
  if (!from || !to || attributeIn(from) || attributeIn(to))
    throw new NoCondition(`${name} is asked of an attribute of the resource`)
  if (isOf(from, 'r', 'obj')) {
    const reached = valueIn(to, asking)
    return typeof reached === 'string' ? asking.reachedBy(reached) : FAILS
  }
  const [start, end] = [valueIn(from, asking), valueIn(to, asking)]
  if (start === undefined || end === undefined) return FAILS
  if (typeof start !== 'string' || typeof end !== 'string')
    throw new NoCondition(`${name} is asked of something that is no text`)
  return constant(start === end || asking.reaches(name, start, end))
}

/** As Casbin evaluates: from left to right, and no further than it must. @throws NoCondition */
export const outcomesOf = (tree: Expression, asking: Asking): Outcomes => {
  if (tree.kind === 'compare') return compared(tree, asking)
  if (tree.kind === 'call') return called(tree, asking)
  if (tree.kind === 'literal') return constant(tree.value === true)
  if (tree.kind === 'not') {
    const { whenTrue, whenFalse } = outcomesOf(tree.of, asking)
    return { whenTrue: whenFalse, whenFalse: whenTrue }
  }
  if (tree.kind === 'field') throw new NoCondition('the matcher takes a text for a condition')
  const left = outcomesOf(tree.left, asking)
  // What is never come to is not looked at: it may be something that cannot be carried over.
  const decided = tree.kind === 'and' ? left.whenTrue : left.whenFalse
  if (decided.kind === 'none') return left
  const right = outcomesOf(tree.right, asking)
  return tree.kind === 'and'
    ? {
        whenTrue: allOf(left.whenTrue, right.whenTrue),
        whenFalse: anyOf(left.whenFalse, allOf(left.whenTrue, right.whenFalse)),
      }
    : {
        whenTrue: anyOf(left.whenTrue, allOf(left.whenFalse, right.whenTrue)),
        whenFalse: allOf(left.whenFalse, right.whenFalse),
      }
}
