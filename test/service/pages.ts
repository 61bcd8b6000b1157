import type { ExecutionContext } from 'ava'
import { ok } from './acme.ts'
import type { Ask, Body } from './client.ts'

/** Every item of a list, read in pages of `limit`; each page but the last is full. */
export async function allOf(t: ExecutionContext, ask: Ask, path: string, limit = 100): Promise<Body[]> {
  const items: Body[] = []
  const sign = path.includes('?') ? '&' : '?'
  let token = ''
  for (;;) {
    const rest = token === '' ? '' : `&page_token=${encodeURIComponent(token)}`
    const page = await ok(t, ask('GET', `${path}${sign}limit=${limit}${rest}`))
    items.push(...page.items)
    if (page.next_token === undefined) return items
    t.is(page.items.length, limit)
    token = page.next_token
  }
}
