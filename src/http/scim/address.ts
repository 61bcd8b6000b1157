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

const BASE = /^\/scim\/v2\/orgs\/([^/]+)\/+(.+?)\/*$/

/**
 * Everywhere else a path is taken exactly as it is. Here slashes too many are passed over: directories put a path behind the
 * base address that an admin typed, with or without a slash at its end, and read a refusal as a wrong token.
 * @throws ScimFault 404 for a path without a route, whether or not the caller may know what is there
 */
export const addressOf = (path: string): Address => {
  const [, org = '', rest = ''] = BASE.exec(path) ?? []
  const [endpoint = '', last, ...more] = rest.split(/\/+/)
  const literal = last === undefined ? endpoint : `${endpoint}/${last}`
  const exact = scimRoutes.filter(route => route.path === literal)
  const named = scimRoutes.filter(route => last !== undefined && route.path === `${endpoint}/:id`)
  const routes = exact.length > 0 ? exact : named
  if (more.length > 0 || routes.length === 0) throw notFound()
  const known = OrgRef.safeParse(org)
  return { org: known.success ? known.data : undefined, id: decoded(last ?? ''), routes }
}

const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id)
  } catch {
    throw notFound()
  }
}
