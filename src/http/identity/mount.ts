import type { Middleware } from 'koa'
import type { IdentityRoom } from '../../identity/identity.ts'
import { Problem } from '../../model/problems.ts'
import { cutUnread } from '../steps/body.ts'

/** Hands the provider's paths to the identity room, which answers them itself. */
export const identityMount =
  ({ handle }: Pick<IdentityRoom, 'handle'>): Middleware =>
  async ctx => {
    ctx.state.operation = 'identity'
    ctx.respond = false
    cutUnread(ctx)
    if (await handle(ctx.req, ctx.res)) return
    ctx.respond = true
    throw new Problem('not_found')
  }
