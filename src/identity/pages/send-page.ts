import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { errorPage } from './consent-pages.ts'
import { PAGE_HEADERS, type Page, print } from './page.ts'

/** Sends a page from one of our own paths. */
export const sendPage = (res: ServerResponse, page: Page, status = 200): void => {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) res.setHeader(name, value)
  if (page.script !== undefined) {
    const hash = createHash('sha256').update(page.script).digest('base64')
    res.setHeader(
      'content-security-policy',
      String(PAGE_HEADERS['content-security-policy']).replace('script-src', `script-src 'sha256-${hash}'`),
    )
  }
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(print(page))
}

/** Makes the page the library's answer. Its headers are already set. */
export const showPage = (ctx: KoaContextWithOIDC, page: Page): void => {
  ctx.type = 'html'
  ctx.body = print(page)
}

/** 303: the browser follows with GET and does not post again. */
export const seeOther = (res: ServerResponse, location: string): void => {
  res
    .writeHead(303, {
      location,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-length': '0',
    })
    .end()
}

/** Shows an error of the library to a person. Its description stays, for the developer of the client. */
export const renderError = (
  ctx: KoaContextWithOIDC,
  out: { readonly error: string; readonly error_description?: string | undefined },
): void => {
  const sentence =
    out.error_description ??
    (ctx.status >= 500 ? 'Please try again in a moment.' : 'The request is not valid.')
  showPage(ctx, errorPage({ code: out.error, sentence: capitalised(sentence), status: ctx.status }))
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
