import { type GuardOptions, guards, type WithHeaders } from './guard.ts'

/** What is used of Koa's context. */
export interface KoaContext extends WithHeaders {
  readonly state: Record<string, unknown>
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Guards for Koa: `router.get('/datasets/:id', guard('view', ctx => 'dataset:' + ctx.params.id), handler)`. Who was admitted is in
 * `ctx.state.caller`. A resource that is a plain text, such as `'org'`, is known to everybody and refused with 403.
 * `guard.signedIn()` admits everybody who is known, for routes that answer only what the caller may see.
 */
export const createGuard = <C extends KoaContext>(options: GuardOptions<C>) =>
  guards(options, find => async (ctx: C, next: () => Promise<unknown>): Promise<void> => {
    ctx.state.caller = await find(ctx)
    await next()
  })
