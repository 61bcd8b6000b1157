import { TooMuchWork } from '../../engine/bounds.ts'
import { Problem, problems } from '../../model/problems.ts'
import { PastPruned, StoreUnavailable } from '../../ports/errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Rooms } from '../rooms.ts'
import { dropBody } from './body.ts'
import { setStandingHeaders } from './standing-headers.ts'

/** The problem that an error is told as. */
export const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof StoreUnavailable) return new Problem('store_unavailable', undefined, { cause: error })
  if (error instanceof PastPruned)
    return new Problem('past_pruned', `rules are kept from revision ${error.since} on`, { cause: error })
  // A list about one who is in more groups than one may be: nothing is listed rather than a part.
  if (error instanceof TooMuchWork) return new Problem('too_much_work', undefined, { cause: error })
  return new Problem('internal', undefined, { cause: error })
}

/** Answers an error as an RFC 9457 problem. Any other error is answered as `internal`, without its cause. */
export const answerProblem = (
  { observe }: Pick<Rooms, 'observe'>,
  { ctx, requestId }: Exchange,
  error: unknown,
): void => {
  const problem = asProblem(error)
  const { status, title } = problems[problem.code]
  if (problem.code === 'internal') observe.failed(problem.cause ?? problem, requestId)
  else if (status >= 500 && problem.cause !== undefined) observe.unavailable(problem.cause, requestId)
  ctx.state.code = problem.code
  setStandingHeaders(ctx.res, requestId)
  if (!ctx.req.complete) {
    ctx.set('Connection', 'close')
    dropBody(ctx.req)
  }
  ctx.status = status
  if (status === 401) ctx.set('WWW-Authenticate', 'Bearer realm="kasbah"')
  if (status === 429 || status === 503) ctx.set('Retry-After', String(problem.retryAfter ?? 1))
  ctx.set('Content-Type', 'application/problem+json')
  ctx.body = JSON.stringify({
    type: `urn:kasbah:problem:${problem.code}`,
    title,
    status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    code: problem.code,
    request_id: requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  })
}
