import { z } from 'zod'

/** How much of a list to read, and from where. `after` is the decoded end of the previous page; opaque to callers. */
export interface PageRequest {
  readonly limit: number
  readonly after?: string
}

/** A page, in the order the port names. `next` is absent at the end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
  /** Of all pages, where it is known. */
  readonly total?: number
}

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  page_token: z.string().max(2048).optional(),
})
