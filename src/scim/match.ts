/** Whether a resource fulfils a filter. */
import type { Comparison, Filter, FilterValue } from './filter.ts'
import { type AttributePath, isJson, type Json, valueIn } from './path.ts'

export const matches = (resource: Json, filter: Filter): boolean => {
  switch (filter.is) {
    case 'and':
      return filter.all.every(one => matches(resource, one))
    case 'or':
      return filter.all.some(one => matches(resource, one))
    case 'not':
      return !matches(resource, filter.what)
    case 'present':
      return valuesAt(resource, filter.path).some(value => value !== '' && value !== null)
    case 'some':
      return rawAt(resource, filter.path).some(value => isJson(value) && matches(value, filter.what))
    case 'compared':
      return compared(resource, filter)
  }
}

const compared = (resource: Json, { path, by, to }: Extract<Filter, { is: 'compared' }>): boolean => {
  const values = valuesAt(resource, path)
  const exact =
    CASE_EXACT.has(path.at(-1)?.toLowerCase() ?? '') || CASE_EXACT.has(path[0]?.toLowerCase() ?? '')
  const test = (value: unknown): boolean => holds(value, by, to, exact)
  // "not equal" is of all values, every other comparison of one.
  return by === 'ne' ? values.every(test) : values.some(test)
}

/** Compared to the letter; every other text without regard to case. */
const CASE_EXACT: ReadonlySet<string> = new Set(['id', 'externalid', 'meta', '$ref'])

/** What stands at a path, lists taken apart; a complex value without a further step is its `value`. */
const valuesAt = (resource: Json, path: AttributePath): unknown[] =>
  rawAt(resource, path)
    .map(value => (isJson(value) ? valueIn(value, 'value') : value))
    .filter(value => value !== undefined)

const rawAt = (resource: Json, path: AttributePath): unknown[] =>
  path.reduce<unknown[]>(
    (found, step) =>
      found.flatMap(one => {
        const next = isJson(one) ? valueIn(one, step) : undefined
        return Array.isArray(next) ? next : next === undefined ? [] : [next]
      }),
    [resource],
  )

const holds = (value: unknown, by: Comparison, to: FilterValue, exact: boolean): boolean => {
  const [left, right] = [folded(value, exact), folded(to, exact)]
  if (by === 'eq') return left === right
  if (by === 'ne') return left !== right
  if (typeof left === 'string' && typeof right === 'string') return TEXT[by](left, right)
  if (typeof left !== 'number' || typeof right !== 'number') return false
  return by === 'co' || by === 'sw' || by === 'ew' ? false : TEXT[by](left, right)
}

const folded = (value: unknown, exact: boolean): unknown =>
  typeof value === 'string' && !exact ? value.toLowerCase() : value

const TEXT: Readonly<
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
