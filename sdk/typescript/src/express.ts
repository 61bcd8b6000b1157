import { type GuardOptions, guards, type WithHeaders } from './guard.ts'

/** What is used of Express's request. */
export interface ExpressRequest extends WithHeaders {
  readonly params: Readonly<Record<string, unknown>>
}

/** What is used of Express's response. */
export interface ExpressResponse {
  readonly locals: Record<string, unknown>
}

/**
 * Guards for Express 4 and 5: `app.get('/datasets/:id', guard('view', req => 'dataset:' + req.params.id), handler)`. Who was
 * admitted is in `res.locals.caller`. A resource that is a plain text, such as `'org'`, is known to everybody and refused with 403.
 * `guard.signedIn()` admits everybody who is known, for routes that answer only what the caller may see.
 */
export const createGuard = <R extends ExpressRequest>(options: GuardOptions<R>) =>
  guards(options, find => (request: R, response: ExpressResponse, next: (error?: unknown) => void): void => {
    find(request).then(caller => {
      response.locals.caller = caller
      next()
    }, next)
  })
