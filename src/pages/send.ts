import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Brand } from './brand.ts'
import { PAGE_HEADERS, type Page, print } from './page.ts'

/** Sends a page from one of our own paths. */
export const sendPage = (res: ServerResponse, page: Page, brand: Brand, status = 200): void => {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) res.setHeader(name, value)
  if (page.script !== undefined) {
    const hash = createHash('sha256').update(page.script).digest('base64')
    res.setHeader(
      'content-security-policy',
      String(PAGE_HEADERS['content-security-policy']).replace('script-src', `script-src 'sha256-${hash}'`),
    )
  }
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(print(page, brand))
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
