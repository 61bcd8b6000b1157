import type { Middleware } from 'koa'
import { FAVICON } from '../../pages/brand.ts'

/** The picture of our pages in a browser's tab: the operator's logo, or a plain key. */
export const faviconMount =
  (logo: Middleware | undefined): Middleware =>
  async (ctx, next) => {
    if (logo) return logo(ctx, next)
    ctx.state.operation = 'logo'
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    ctx.set('Cache-Control', 'public, max-age=86400')
    ctx.type = 'image/svg+xml'
    ctx.body = FAVICON
  }
