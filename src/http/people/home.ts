/** The first page: what this is and where to go. Programs get the same as JSON. */

import type { LoginCall } from '../../identity/login/call.ts'
import type { Brand } from '../../pages/brand.ts'
import { html } from '../../pages/markup.ts'
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

const WAYS = [
  ['/me', 'account'],
  ['/invitation', 'invitation'],
  ['/oidc/device', 'device'],
  ['/docs', 'docs'],
  ['/healthz', 'health'],
] as const

export const homePage =
  ({ name: service }: Pick<Brand, 'name'>, signedOut: boolean): Page =>
  say => ({
    title: signedOut ? say.text('home.signed_out') : say.text('home.title', { service }),
    body: html`<p>${say('home.about', { service })}</p>
<ul class="list">
${WAYS.map(
  ([href, what]) =>
    html`<li><span><a href="${href}">${say(`home.${what}`)}</a><small>${say(`home.${what}_about`)}</small></span></li>
`,
)}</ul>`,
  })
