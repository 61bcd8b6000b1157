/** Finds the route that a SCIM address means. */
import { type OrgId, OrgRef } from '../../model/id.ts'
import { notFound } from '../../scim/fault.ts'
import { type ScimRoute, scimRoutes } from './routes.ts'

export interface Address {
  /** Undefined for what cannot be the id of an organisation. */
  readonly org: OrgId | undefined
  readonly id: string
  /** The routes of this path, one for each method. */
  readonly routes: readonly ScimRoute[]
}

const BASE = /^\/scim\/v2\/orgs\/([^/]+)\/(.+)$/

/**
 * A path without a route is refused before the token is looked at: directories read a 401 as a wrong secret, and stop.
 * @throws ScimFault 404
 */
export const addressOf = (path: string): Address => {
  const [, org = '', rest = ''] = BASE.exec(path) ?? []
  const [endpoint = '', last, ...more] = rest.split('/')
  const literal = last === undefined ? endpoint : `${endpoint}/${last}`
  const exact = scimRoutes.filter(route => route.path === literal)
  const named = scimRoutes.filter(route => last !== undefined && route.path === `${endpoint}/:id`)
  const routes = exact.length > 0 ? exact : named
  if (more.length > 0 || routes.length === 0) throw notFound()
  const known = OrgRef.safeParse(org)
  return { org: known.success ? known.data : undefined, id: decodeURIComponent(last ?? ''), routes }
}
