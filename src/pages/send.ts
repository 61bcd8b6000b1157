import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Brand } from './brand.ts'
import type { Wish } from './languages.ts'
import { PAGE_HEADERS, type Page, print, type Sheet } from './page.ts'

export interface Sent {
  readonly brand: Brand
  /** What is known of the person's languages. */
  readonly wish: Wish
  readonly status?: number | undefined
}

/** Sends a page from one of our own paths. */
export const sendPage = (res: ServerResponse, page: Page, { brand, wish, status = 200 }: Sent): void => {
  const say = brand.languages.choose(wish)
  const sheet = page(say)
  for (const [name, value] of Object.entries(headersOf(sheet))) res.setHeader(name, value)
  res
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-language': say.language })
    .end(print(sheet, brand, say))
}

/** The headers of a page, its own script allowed. */
export const headersOf = ({ script }: Pick<Sheet, 'script'>): Readonly<Record<string, string>> => {
  if (script === undefined) return PAGE_HEADERS
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = String(PAGE_HEADERS['content-security-policy'])
  return {
    ...PAGE_HEADERS,
    'content-security-policy': policy.replace('script-src', `script-src 'sha256-${hash}'`),
  }
}

/** 303: the browser follows with GET and does not post again. */
export const seeOther = (
  res: ServerResponse,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  res
    .writeHead(303, {
      location,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-length': '0',
      ...headers,
    })
    .end()
}
