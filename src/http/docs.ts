import { z } from 'zod'
import { docsPage } from './docs-page.ts'
import { openapi } from './openapi.ts'
import { type Route, route } from './route.ts'
import { Raw } from './steps/send.ts'

/** The API's description for programs, and a page of it for people that loads nothing from elsewhere. */
export const docsRoutes = (routes: readonly Route[], version: string): readonly Route[] => {
  const description = openapi(routes, version)
  const page = docsPage(routes, version)
  return [
    route({
      operation: 'openapi',
      method: 'GET',
      path: '/openapi.json',
      tag: 'Operations',
      summary: 'This API as OpenAPI 3.1',
      reply: z.record(z.string(), z.json()),
      scope: 'none',
      may: 'anyone',
      handle: async () => description,
    }),
    route({
      operation: 'docs',
      method: 'GET',
      path: '/docs',
      tag: 'Operations',
      summary: 'This API as a page',
      reply: z.string(),
      scope: 'none',
      may: 'anyone',
      handle: async () =>
        new Raw('text/html; charset=utf-8', page.html, { 'Content-Security-Policy': page.policy }),
    }),
  ]
}
