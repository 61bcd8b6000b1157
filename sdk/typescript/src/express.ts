import { admit, type GuardOptions, type Rule, ruleOf, type WithHeaders } from './guard.ts'

/** What is used of Express's response. */
export interface ExpressResponse {
  readonly locals: Record<string, unknown>
}

/**
 * Guards for Express 4 and 5: `app.get('/datasets/:id', guard('view', req => 'dataset:' + req.params.id), handler)`. Who was
 * admitted is in `res.locals.caller`. A resource that is a plain text, such as `'org'`, is known to everybody and refused with 403.
 */
export const createGuard =
  <R extends WithHeaders>(options: GuardOptions<R>) =>
  (action: string, resource: Rule<R>['resource']) => {
    const rule = ruleOf(action, resource)
    return (request: R, response: ExpressResponse, next: (error?: unknown) => void): void => {
      admit(options, rule, request).then(caller => {
        response.locals.caller = caller
        next()
      }, next)
    }
  }
