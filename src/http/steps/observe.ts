import type { Middleware } from 'koa'
import type { Observe } from '../rooms.ts'

/** Tells operators what was answered and how long it took. */
export const observed =
  (observe: Observe): Middleware =>
  async (ctx, next) => {
    const begin = performance.now()
    try {
      await next()
    } finally {
      observe.answered({
        operation: ctx.state.operation ?? 'none',
        status: ctx.status,
        seconds: (performance.now() - begin) / 1000,
        requestId: ctx.state.requestId,
        ...(ctx.state.code === undefined ? {} : { code: ctx.state.code }),
      })
    }
  }
