import type { Middleware } from 'koa'
import type { IdentityRoom } from '../../identity/identity.ts'

/** Hands the provider's and the sign-in pages' paths to the identity room, which answers them itself. */
export const identityMount =
  ({ handle }: Pick<IdentityRoom, 'handle'>): Middleware =>
  async (ctx, next) => {
    // What the room does not answer goes on to the routes.
    ctx.respond = false
    if (await handle(ctx.req, ctx.res)) {
      ctx.state.operation = 'identity'
      return
    }
    ctx.respond = true
    await next()
  }
