/**
 * Pages of browser applications may read our answers (CORS) when they call with a token that was issued to them, and from an origin
 * that is registered for them. Cookies mean nothing to the API, and no answer is for everybody.
 */
import type { Context } from 'koa'
import { isOriginAmong } from '../../identity/clients/own-addresses.ts'
import type { Step } from '../pipeline.ts'

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const HEADERS = 'authorization, content-type, dpop, idempotency-key, if-match, kasbah-reason'
const EXPOSED = 'ETag, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-ID'

/** Answers the question that a browser asks first. It names no client, so it is always allowed; the call itself is checked. */
export const preflight: Step = exchange => {
  const { ctx } = exchange
  const { method, headers } = ctx.req
  const { origin } = headers
  if (method !== 'OPTIONS' || origin === undefined) return
  if (headers['access-control-request-method'] === undefined) return
  ctx.state.operation = 'preflight'
  ctx.set({
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Allow-Headers': HEADERS,
    'Access-Control-Max-Age': '600',
    Vary: 'Origin',
  })
  ctx.status = 204
  exchange.done = true
}

/** Lets the caller's own pages read the answer, whatever it will be. */
export const crossOrigin: Step = ({ ctx, caller }) => {
  if (caller.kind === 'account' && caller.origins !== undefined) letRead(ctx, caller.origins)
}

/** Pages of these origins may read the answer. */
export const letRead = (ctx: Context, origins: readonly string[]): void => {
  const { origin } = ctx.req.headers
  if (origin === undefined || !isOriginAmong(origins, origin)) return
  ctx.res.setHeader('Access-Control-Allow-Origin', origin)
  ctx.res.setHeader('Access-Control-Expose-Headers', EXPOSED)
  ctx.res.setHeader('Vary', 'Origin')
}
