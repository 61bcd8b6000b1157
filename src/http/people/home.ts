/** The first page: what this is and where to go. Programs get the same as JSON. */

import type { LoginCall } from '../../identity/login/call.ts'
import type { Brand } from '../../pages/brand.ts'
import { html, type Markup } from '../../pages/markup.ts'
import type { Page } from '../../pages/page.ts'
import type { PageRoute } from './page-mount.ts'

export interface HomeParts {
  readonly publicUrl: URL
  readonly brand: Brand
  readonly version: string
}

export const homePages = (parts: HomeParts): readonly PageRoute[] => [
  { method: 'GET', path: '/', handle: call => home(parts, call) },
]

const home = ({ publicUrl, brand, version }: HomeParts, { req, res, query, show }: LoginCall): void => {
  if (prefersHtml(req.headers.accept)) {
    show(homePage(brand, query.has('signed-out')))
    return
  }
  const { origin } = publicUrl
  const body = {
    name: brand.name,
    service: 'kasbah',
    version,
    issuer: `${origin}/oidc`,
    openapi: `${origin}/openapi.json`,
    docs: `${origin}/docs`,
    authzen: `${origin}/.well-known/authzen-configuration`,
    health: `${origin}/healthz`,
    ready: `${origin}/readyz`,
  }
  res
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', vary: 'Accept' })
    .end(JSON.stringify(body))
}

/** Browsers name HTML; programs name JSON, anything, or nothing. */
const prefersHtml = (accept = ''): boolean => {
  const types = accept.split(',').map(one => one.trim().split(';')[0]?.toLowerCase())
  const [page, json] = [types.indexOf('text/html'), types.indexOf('application/json')]
  return page >= 0 && (json < 0 || page < json)
}

const WAYS: readonly (readonly [href: string, what: string, about: string])[] = [
  ['/me', 'Your account', 'Sign in, see your access, your sessions and your keys'],
  ['/invitation', 'Accept an invitation', 'With the link or the code that you were sent'],
  ['/oidc/device', 'Connect a device', 'With the code that your notebook or terminal shows'],
  ['/docs', 'For developers', 'Every call of the API, with examples'],
  ['/healthz', 'For operators', 'Whether the service runs; /readyz says whether it can decide'],
]

const homePage = ({ name }: Brand, signedOut: boolean): Page => ({
  title: signedOut ? 'You are signed out everywhere' : `Welcome to ${name}`,
  body: html`<p>${name} decides who may do what with the datasets of your organisation, and signs you in to its applications.</p>
<ul class="list">
${WAYS.map(way)}</ul>`,
})

const way = ([href, what, about]: (typeof WAYS)[number]): Markup =>
  html`<li><span><a href="${href}">${what}</a><small>${about}</small></span></li>
`
