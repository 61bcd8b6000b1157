import { admit, type Caller, type GuardOptions, type Rule, ruleOf, type WithHeaders } from './guard.ts'

/** What is used of Koa's context. */
export interface KoaContext extends WithHeaders {
  readonly state: Record<string, unknown>
}

/**
 * Guards for Koa: `router.get('/datasets/:id', guard('view', ctx => 'dataset:' + ctx.params.id), handler)`. Who was admitted is in
 * `ctx.state.caller`. A resource that is a plain text, such as `'org'`, is known to everybody and refused with 403.
 */
export const createGuard =
  <C extends KoaContext>(options: GuardOptions<C>) =>
  (action: string, resource: Rule<C>['resource']) => {
    const rule = ruleOf(action, resource)
    return async (ctx: C, next: () => Promise<unknown>): Promise<void> => {
      const caller: Caller = await admit(options, rule, ctx)
      ctx.state.caller = caller
      await next()
    }
  }
