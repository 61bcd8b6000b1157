import { z } from 'zod'
import { type Route, route } from '../route.ts'
import { Raw } from '../steps/send.ts'
import { type Description, openapi } from './document.ts'
import { docsPage } from './page.ts'
import { POLICY } from './page-assets.ts'

/** The API's description for programs, and a page of it for people that loads nothing from elsewhere. */
export const docsRoutes = (routes: readonly Route[], version: string): readonly Route[] => {
  // Made when it is first asked for: most processes never are.
  let made: { readonly description: Description; readonly page: string } | undefined
  const make = () => {
    const description = openapi(routes, version)
    made ??= { description, page: docsPage(description, version) }
    return made
  }
  return [
    route({
      operation: 'openapi',
      method: 'GET',
      path: '/openapi.json',
      tag: 'Operations',
      summary: 'Get this API as OpenAPI 3.1',
      reply: z.record(z.string(), z.json()),
      scope: 'none',
      may: 'anyone',
      handle: async () => (made ?? make()).description,
    }),
    route({
      operation: 'docs',
      method: 'GET',
      path: '/docs',
      tag: 'Operations',
      summary: 'Get this API as a page',
      reply: z.string(),
      scope: 'none',
      may: 'anyone',
      handle: async () =>
        new Raw('text/html; charset=utf-8', (made ?? make()).page, { 'Content-Security-Policy': POLICY }),
    }),
  ]
}
