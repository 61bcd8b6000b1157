/**
 * OpenID AuthZEN Authorization API 1.0. The same engine as /check and /search decides; here are the standard's own shapes: every
 * member that it does not name is ignored, and what the policy set does not know is denied.
 */
import { evaluationRoutes } from './evaluation.ts'
import { evaluationsRoutes } from './evaluations.ts'
import { metadataRoutes } from './metadata.ts'
import { searchRoutes } from './search.ts'

export const authzenRoutes = [...evaluationRoutes, ...evaluationsRoutes, ...searchRoutes, ...metadataRoutes]
