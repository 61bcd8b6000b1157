import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Page, PageRequest } from '../model/page.ts'

/** How many records one request looks at: beyond that its page is short, and the next one goes on. */
export const MAX_LOOKED_AT = 1_000

/** A reading counts as so many at least, so that there are not very many of them. */
const LEAST = 25

/** A page of what fits, of a list that is read page by page. It is short rather than read in many small pieces. */
export const walked = async <T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  { limit, after }: PageRequest,
  fitting: (items: readonly T[]) => readonly T[] | Promise<readonly T[]>,
): Promise<Page<T>> => {
  const items: T[] = []
  let from = after
  for (let seen = 0; ; ) {
    const some = limit - items.length
    const page = await read({ limit: some, ...(from === undefined ? {} : { after: from }) })
    items.push(...(await fitting(page.items)))
    seen += Math.max(some, LEAST)
    from = page.next
    if (from === undefined) return { items }
    if (items.length * 2 > limit || seen >= MAX_LOOKED_AT) return { items, next: from }
    await nextTurn()
  }
}
