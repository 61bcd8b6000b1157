/** Everything that a call can fail with is a {@link KasbahError}. A deny is no error: it is the answer `false`. */
import { PROBLEM_STATUS, type Problem, type ProblemCode } from './api.generated.ts'

export class KasbahError extends Error {
  override readonly name: string = 'KasbahError'

  /** What a log has of it, where errors are written as JSON: with the message, which they leave out otherwise. */
  toJSON(): object {
    return { ...this, name: this.name, message: this.message }
  }
}

/** How web frameworks answer an error that a handler lets through: what cannot be decided now is 503 to their callers, too. */
const UNAVAILABLE = { status: 503, statusCode: 503, headers: { 'Retry-After': '1' } } as const

/** Nothing was decided. */
class UndecidedError extends KasbahError {
  readonly status = UNAVAILABLE.status
  readonly statusCode = UNAVAILABLE.statusCode
  readonly headers = UNAVAILABLE.headers
}

/** The service refused the request and said why. Programs go by `code`, which is stable; the message is for people. */
export class ProblemError extends KasbahError {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  /**
   * Not called `status`: web frameworks would answer it to their own callers, who have nothing to do with this refusal. Only a service
   * that cannot decide now has one, 503.
   */
  readonly httpStatus: number
  /** Names the request in the service's log. */
  readonly requestId: string | undefined
  /** The places that are wrong, for `malformed` and `invalid_policy`. */
  readonly errors: NonNullable<Problem['errors']>
  /** Under which the change may be sent again, for `outcome_unknown`: it is made at most once. */
  readonly idempotencyKey: string | undefined

  constructor(problem: RefusedWith, idempotencyKey?: string) {
    const places = (problem.errors ?? []).slice(0, 3).map(({ path, message }) => `${path}: ${message}`)
    super(`${problem.code}: ${problem.detail ?? (places.join('; ') || (problem.title ?? 'refused'))}`)
    this.code = problem.code
    this.httpStatus = problem.status ?? PROBLEM_STATUS[problem.code] ?? 500
    this.requestId = problem.request_id
    this.errors = problem.errors ?? []
    this.idempotencyKey = idempotencyKey
    if (isAway(this.httpStatus)) Object.assign(this, UNAVAILABLE)
  }
}

const isAway = (status: number): boolean => status >= 500 || status === 429

type RefusedWith = Pick<Problem, 'code' | 'detail' | 'errors'> &
  Partial<Pick<Problem, 'status' | 'title' | 'request_id'>>

/** No answer came in time. Whether a change was made is not known: send it again under the same `idempotencyKey`. */
export class TimeoutError extends UndecidedError {
  override readonly name = 'TimeoutError'
  readonly idempotencyKey: string | undefined

  constructor(milliseconds: number, idempotencyKey?: string) {
    super(`no answer within ${milliseconds} ms`)
    this.idempotencyKey = idempotencyKey
  }
}

/** The service could not be reached, or the connection broke: as with a time-out, a change may have been made. */
export class UnreachableError extends UndecidedError {
  override readonly name = 'UnreachableError'
  readonly idempotencyKey: string | undefined

  constructor(url: string, cause: unknown, idempotencyKey?: string) {
    super(`no connection to ${url}`, { cause })
    this.idempotencyKey = idempotencyKey
  }
}

/** What answered is not Kasbah, or something between it and us answered in its place. */
export class UnexpectedAnswerError extends UndecidedError {
  override readonly name = 'UnexpectedAnswerError'
  readonly httpStatus: number

  constructor(status: number, what: string) {
    super(`status ${status} with ${what}`)
    this.httpStatus = status
  }
}

/** Whether the service refused: for this reason, where a code is given. */
export const isProblem = (error: unknown, code?: ProblemCode): error is ProblemError =>
  error instanceof ProblemError && (code === undefined || error.code === code)

/** Whether the service is away or overloaded, and cannot decide now: deny, and answer 503. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof UndecidedError || (error instanceof ProblemError && isAway(error.httpStatus))
