/** Lists as SCIM asks for them: a filter, and a place by number. */
import type { Page, PageRequest } from '../model/page.ts'
import { parseFilter } from './filter.ts'
import { matches } from './match.ts'
import type { Json } from './path.ts'

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

export const MAX_COUNT = 200

/** Goes through a store's pages from the beginning: places by number need every one before them to be counted. */
export const listed = async <T>(
  { filter, startIndex, count }: ListRequest,
  read: (page: PageRequest) => Promise<Page<T>>,
  print: (item: T) => Json | undefined,
): Promise<Listed> => {
  const wanted = filter === undefined ? undefined : parseFilter(filter)
  const first = Math.max(1, startIndex)
  const most = Math.min(MAX_COUNT, Math.max(0, count))
  const Resources: Json[] = []
  let totalResults = 0
  let after: string | undefined
  do {
    const page = await read({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    for (const item of page.items) {
      const resource = print(item)
      if (!resource || (wanted && !matches(resource, wanted))) continue
      totalResults += 1
      if (totalResults >= first && Resources.length < most) Resources.push(resource)
    }
    after = page.next
  } while (after !== undefined)
  return { totalResults, startIndex: first, itemsPerPage: Resources.length, Resources }
}
