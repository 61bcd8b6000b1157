import { z } from 'zod'
import type { Page, PageQuery } from '../../model/page.ts'
import { Problem } from '../../model/problems.ts'

/** A list's reply. */
export const listOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), next_token: z.string().optional().describe('Absent at the end') })

/** Page tokens are positions in base64url: opaque, and safe whatever an id holds. */
export const pageOf = ({ limit, page_token }: z.output<typeof PageQuery>) => {
  if (page_token === undefined) return { limit }
  const after = Buffer.from(page_token, 'base64url').toString()
  if (Buffer.from(after).toString('base64url') !== page_token || !after.isWellFormed()) {
    throw new Problem('malformed', '`page_token` is one that this service gave')
  }
  return { limit, after }
}

export const paged = <T, R>(page: Page<T>, print: (item: T) => R) => ({
  items: page.items.map(print),
  ...(page.next === undefined ? {} : { next_token: Buffer.from(page.next).toString('base64url') }),
})
