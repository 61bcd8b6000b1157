import type { Middleware } from 'koa'
import type { Logo } from '../../pages/brand.ts'

/** The operator's image. Opened by itself, an SVG may run and load nothing either. */
export const logoMount =
  ({ type, bytes }: Logo): Middleware =>
  async ctx => {
    ctx.state.operation = 'logo'
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    ctx.set('Cache-Control', 'public, max-age=3600')
    ctx.type = type
    ctx.body = Buffer.from(bytes)
  }
