import { evaluationRoutes } from './authzen/evaluation.ts'
import { evaluationsRoutes } from './authzen/evaluations.ts'
import { metadataRoutes } from './authzen/metadata.ts'
import { batch } from './check/batch.ts'
import { check } from './check/check.ts'
import { entryOf } from './forward/forwarded.ts'
import { health, readiness } from './operations.ts'
import type { Route } from './route.ts'
import { finder } from './router.ts'

/**
 * What a process answers that is there for decisions: decisions, and what their callers and balancers ask first. Searches are not
 * among them: one may take as long as thousands of checks.
 */
const decisionRoutes: readonly Route[] = [
  check,
  batch,
  ...evaluationRoutes,
  ...evaluationsRoutes,
  ...metadataRoutes,
  health,
  readiness,
]

const find = finder(decisionRoutes)

const pathOf = (url: string): string => {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/** Whether a request is for one of {@link decisionRoutes} or for forward authorisation. A path in another spelling is for none. */
export const isDecision = (url: string): boolean => find(pathOf(url)).length > 0 || entryOf(url) !== undefined
