/** Lists as SCIM asks for them: a filter, and a place by number (RFC 7644, sections 3.4.2 and 3.4.3). */

import type { Page, PageRequest } from '../model/page.ts'
import type { Turns } from '../ports/turns.ts'
import { type Filter, parseFilter } from './filter.ts'
import type { Json } from './json.ts'
import { testOf } from './match.ts'
import { boundedWork } from './work.ts'

export interface ListRequest {
  readonly filter?: string
  /** From 1. */
  readonly startIndex: number
  readonly count: number
}

export interface Listed {
  readonly totalResults: number
  readonly startIndex: number
  readonly itemsPerPage: number
  readonly Resources: readonly Json[]
}

/** Where the items of a list come from. */
export interface Reading<T> {
  read(page: PageRequest): Promise<Page<T>>
  readonly turns: Turns
}

export interface Listing<T> extends Reading<T> {
  /** Undefined for what is no resource. Attributes that are long to make are made when they are looked at. */
  print(item: T): Json | undefined
  /** How many values the resource holds beside its own: a page ends when it holds too many of them. */
  weigh?(item: T): number
}

export const MAX_COUNT = 200
/** Members on one page of groups. A group with more comes alone. */
const MAX_WEIGHT = 20_000
const READ_AT_ONCE = 200

/** Every item of a list. Others are answered in between. */
export async function* everyOne<T>({ read, turns }: Reading<T>): AsyncGenerator<T> {
  let after: string | undefined
  do {
    const page = await read({ limit: READ_AT_ONCE, ...(after === undefined ? {} : { after }) })
    for (const item of page.items) {
      if (turns.isOver()) await turns.nextTurn()
      yield item
    }
    after = page.next
  } while (after !== undefined)
}

/** Places by number need every item before them to be counted, so this goes through the list from the beginning. */
export const listed = async <T>(
  { filter, startIndex, count }: ListRequest,
  { print, weigh, ...reading }: Listing<T>,
): Promise<Listed> => {
  const work = boundedWork()
  const test = filter === undefined ? undefined : testOf(parseFilter(filter), work)
  const first = Math.max(1, startIndex)
  let room = Math.min(MAX_COUNT, Math.max(0, count))
  let weight = 0
  const Resources: Json[] = []
  let totalResults = 0
  for await (const item of everyOne(reading)) {
    work.renew()
    const resource = print(item)
    if (!resource || (test && !test(resource))) continue
    totalResults += 1
    if (totalResults < first || room <= 0) continue
    weight += weigh?.(item) ?? 0
    if (weight > MAX_WEIGHT && Resources.length > 0) {
      room = 0
      continue
    }
    Resources.push(resource)
    room -= 1
  }
  return { totalResults, startIndex: first, itemsPerPage: Resources.length, Resources }
}

/**
 * What `names` must equal for the filter to hold, where it says so: providers look each resource up by a key, and going
 * through all of them for each would take for ever. Undefined when the filter demands none of them.
 */
export const demanded = (filter: string | undefined, names: readonly string[]): Demand | undefined =>
  filter === undefined ? undefined : demandIn(parseFilter(filter), names)

export interface Demand {
  /** In lower case. */
  readonly name: string
  readonly value: string
}

const demandIn = (filter: Filter, names: readonly string[]): Demand | undefined => {
  if (filter.is === 'and') return demandIn(filter.all[0], names) ?? demandIn(filter.all[1], names)
  if (filter.is !== 'compared' || filter.by !== 'eq' || typeof filter.to !== 'string') return undefined
  const name = filter.path.join('.').toLowerCase()
  return names.includes(name) ? { name, value: filter.to } : undefined
}
