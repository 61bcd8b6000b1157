import { ALL, DECIDE, type ProcessRole } from '../model/process-role.ts'
import { evaluationRoutes } from './authzen/evaluation.ts'
import { evaluationsRoutes } from './authzen/evaluations.ts'
import { metadataRoutes } from './authzen/metadata.ts'
import { batch } from './check/batch.ts'
import { check } from './check/check.ts'
import { entryOf } from './forward/forwarded.ts'
import { health, metrics, readiness } from './operations.ts'
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

/** Those of a process that only decides: its metrics are asked where they are counted. */
export const decidingRoutes: readonly Route[] = [...decisionRoutes, metrics]

const find = finder(decisionRoutes)

const pathOf = (url: string): string => {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/** Whether a request is for one of {@link decisionRoutes} or for forward authorisation. A path in another spelling is for none. */
export const isDecision = (url: string): boolean => find(pathOf(url)).length > 0 || entryOf(url) !== undefined

/** The last two: a question about the past is told by its body alone. */
const OF_ANY: ReadonlySet<string> = new Set(
  [health, readiness, metrics, check, batch].map(({ path }) => path),
)

/** Whether a request is for a process with that role, as far as its path says it. Monitoring asks each. */
export const isFor = (role: ProcessRole, url: string): boolean =>
  role === ALL || OF_ANY.has(pathOf(url)) || isDecision(url) === (role === DECIDE)
