import type { Step } from '../pipeline.ts'

/** For an API that serves no active content: nothing may be sniffed, framed, cached or sent along. */
export const securityHeaders: Step = ({ ctx }) => {
  ctx.res.setHeader('X-Content-Type-Options', 'nosniff')
  ctx.res.setHeader('Cache-Control', 'no-store')
  ctx.res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  ctx.res.setHeader('Referrer-Policy', 'no-referrer')
}
