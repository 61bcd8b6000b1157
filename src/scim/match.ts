/** Asks resources whether they fulfil a filter. */
import type { Comparison, Filter, FilterValue } from './filter.ts'
import { isJson, type Json, valueIn } from './json.ts'
import type { AttributePath } from './path.ts'
import type { Work } from './work.ts'

export type Test = (resource: Json) => boolean

/**
 * The filter as a question to ask of many resources. Each name and value looked at counts as work.
 * @param within the multi-valued attribute whose values are asked, for a filter in the brackets of a path
 */
export const testOf = (filter: Filter, work: Work, within = ''): Test => {
  switch (filter.is) {
    case 'and': {
      const [left, right] = filter.all.map(one => testOf(one, work, within)) as [Test, Test]
      return resource => left(resource) && right(resource)
    }
    case 'or': {
      const [left, right] = filter.all.map(one => testOf(one, work, within)) as [Test, Test]
      return resource => left(resource) || right(resource)
    }
    case 'not': {
      const inner = testOf(filter.what, work, within)
      return resource => !inner(resource)
    }
    case 'present':
      return resource => plainAt(resource, filter.path, work).some(value => value !== '' && value !== null)
    case 'some': {
      const inner = testOf(filter.what, work, filter.path.at(-1))
      return resource => valuesAt(resource, filter.path, work).some(value => isJson(value) && inner(value))
    }
    case 'compared':
      return comparisonOf(filter, work, within)
  }
}

const comparisonOf = (
  { path, by, to }: Extract<Filter, { is: 'compared' }>,
  work: Work,
  within: string,
): Test => {
  const exact = isExact(within === '' ? path : [within, ...path])
  const right = folded(to, exact)
  const test = (value: unknown): boolean => {
    if (typeof value === 'string') work.spend(value.length >>> 5)
    return holds(folded(value, exact), by, right)
  }
  return resource => {
    const values = plainAt(resource, path, work)
    // "Not equal" holds when no value is equal; every other comparison when one value fulfils it.
    return by === 'ne' ? values.every(test) : values.some(test)
  }
}

/** Ids are compared byte for byte, every other text without regard to case. */
const EXACT: ReadonlySet<string> = new Set(['id', 'externalid', 'meta', '$ref'])
/** Lists whose `value` is the id of another resource. */
const OF_IDS: ReadonlySet<string> = new Set(['members', 'groups', 'manager'])

const isExact = (path: AttributePath): boolean => {
  const [first = '', ...rest] = path.map(step => step.toLowerCase())
  const last = rest.at(-1) ?? first
  return EXACT.has(first) || EXACT.has(last) || (OF_IDS.has(first) && (last === first || last === 'value'))
}

/** The values at a path. For a complex value that is its `value`. */
const plainAt = (resource: Json, path: AttributePath, work: Work): unknown[] =>
  valuesAt(resource, path, work)
    .map(value => (isJson(value) ? valueIn(value, 'value', work) : value))
    .filter(value => value !== undefined)

/** Whatever is at a path, with lists taken apart. */
const valuesAt = (resource: Json, path: AttributePath, work: Work): readonly unknown[] =>
  path.reduce<unknown[]>(
    (found, step) =>
      found.flatMap(one => {
        const value = isJson(one) ? valueIn(one, step, work) : undefined
        if (Array.isArray(value)) work.spend(value.length)
        return value ?? []
      }),
    [resource],
  )

const holds = (left: unknown, by: Comparison, right: FilterValue): boolean => {
  if (by === 'eq') return left === right
  if (by === 'ne') return left !== right
  if (typeof left === 'string' && typeof right === 'string') return ORDER[by](left, right)
  if (typeof left !== 'number' || typeof right !== 'number') return false
  return by === 'co' || by === 'sw' || by === 'ew' ? false : ORDER[by](left, right)
}

/** Entra ID writes booleans as texts, in filters and in values. */
const folded = <T>(value: T, exact: boolean): T | string => {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'string' && !exact ? value.toLowerCase() : value
}

const ORDER: Readonly<
  Record<Exclude<Comparison, 'eq' | 'ne'>, (left: string | number, right: string | number) => boolean>
> = {
  co: (left, right) => String(left).includes(String(right)),
  sw: (left, right) => String(left).startsWith(String(right)),
  ew: (left, right) => String(left).endsWith(String(right)),
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
}
