import { type ProblemCode, problems } from '../../model/problems.ts'
import type { Route } from '../route.ts'
import { refTo, type Schema } from './schemas.ts'

/** Problems that every route with a caller can answer, and those of routes that Casbin is asked about. */
const ALWAYS: readonly ProblemCode[] = [
  'malformed',
  'unauthenticated',
  'rate_limited',
  'overloaded',
  'store_unavailable',
  'internal',
]
const GUARDED: readonly ProblemCode[] = ['forbidden', 'not_found']
const WITH_BODY: readonly ProblemCode[] = ['body_too_large', 'unsupported_media_type']
const WITH_KEY: readonly ProblemCode[] = ['idempotency_mismatch', 'idempotency_in_progress', 'answer_lost']

/** Every problem that a route can answer. */
export const problemsOf = (route: Route): ReadonlySet<ProblemCode> => {
  const { may, scope, method, conditions } = route
  return new Set([
    ...route.problems,
    ...(may === 'anyone' ? [] : ALWAYS),
    ...(typeof may === 'function' ? GUARDED : []),
    ...(may === 'operator' ? (['forbidden'] as const) : []),
    ...(route.path.includes(':') ? (['not_found'] as const) : []),
    ...(scope === 'none' ? [] : (['scope_missing'] as const)),
    ...(method === 'GET' ? [] : WITH_BODY),
    ...(conditions.includes('Idempotency-Key') ? WITH_KEY : []),
    ...(conditions.includes('dry_run') ? (['busy'] as const) : []),
  ])
}

export const responseName = (codes: readonly ProblemCode[]): string => codes.toSorted().join('.')

export const responseOf = (codes: readonly ProblemCode[]) => ({
  description: codes
    .toSorted()
    .map(code => `\`${code}\`: ${problems[code].title}.`)
    .join(' '),
  content: {
    'application/problem+json': {
      schema: refTo('Problem'),
      example: exampleOf(codes.toSorted()[0] ?? 'internal'),
    },
  },
})

const exampleOf = (code: ProblemCode) => ({
  type: `urn:kasbah:problem:${code}`,
  title: problems[code].title,
  status: problems[code].status,
  code,
  request_id: 'R3q8xZk2Vd0aYb1c',
})

export const ProblemSchema: Schema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Programs go by `code`: it is stable.',
  required: ['type', 'title', 'status', 'code', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For people; may change' },
    code: { type: 'string', enum: Object.keys(problems) },
    request_id: { type: 'string', description: 'The `X-Request-ID` of the answer, and of the log' },
    errors: {
      type: 'array',
      description: 'The places that are wrong',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
