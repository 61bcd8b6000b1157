import type { Middleware } from 'koa'
import type { IdentityRoom } from '../../identity/identity.ts'
import { cutUnread } from '../steps/body.ts'

/** Hands the provider's paths to the identity room, which answers them. What it refuses or cannot do is answered as a problem. */
export const identityMount =
  ({ handle }: Pick<IdentityRoom, 'handle'>): Middleware =>
  async ctx => {
    ctx.state.operation = 'identity'
    ctx.respond = false
    cutUnread(ctx)
    await handle(ctx.req, ctx.res).catch(error => {
      ctx.respond = true
      throw error
    })
  }
