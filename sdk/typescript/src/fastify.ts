import { type Caller, type GuardOptions, guards, Refused, type WithHeaders } from './guard.ts'

/** What is used of Fastify's reply. */
export interface FastifyReply {
  headers(values: Readonly<Record<string, string>>): unknown
}

const callers = new WeakMap<object, Caller>()

/**
 * Guards for Fastify: `app.get('/datasets/:id', { preHandler: guard('view', request => 'dataset:' + request.params.id) }, handler)`.
 * Who was admitted answers {@link callerOf}. A resource that is a plain text, such as `'org'`, is known to everybody and refused
 * with 403. `guard.signedIn()` admits everybody who is known, for routes that answer only what the caller may see.
 */
export const createGuard = <R extends WithHeaders>(options: GuardOptions<R>) =>
  guards(options, find => async (request: R, reply: FastifyReply): Promise<void> => {
    try {
      callers.set(request, await find(request))
    } catch (error) {
      // Fastify does not send the headers of an error.
      if (error instanceof Refused) reply.headers(error.headers)
      throw error
    }
  })

/** Who was admitted to this request. */
export const callerOf = (request: object): Caller | undefined => callers.get(request)
