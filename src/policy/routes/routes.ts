/** `routes.yaml` of a set: what it says against itself and the rules, and whether its own tests hold. */

import type { ApplicationRoute, Applications } from '../../model/application.ts'
import type { Catalogue } from '../../model/catalogue.ts'
import { encodeRef, ORG, type Resource, ResourceRef } from '../../model/id.ts'
import { didYouMean } from '../../model/nearest.ts'
import type { Finding } from '../finding.ts'
import type { LocatedYaml } from '../yaml-text.ts'
import { type Matched, type RouteTable, routeOf, routeTable } from './match.ts'
import { requestPath } from './request-path.ts'

export const ROUTES = 'routes.yaml'

type Found = Generator<Finding>
type Located = LocatedYaml<Applications>

/** All that is wrong with the routes of a set that can be decided on. */
export const routeFindings = (catalogue: Catalogue, routes: Located): readonly Finding[] => [
  ...repeated(routes),
  ...unknownNames(catalogue, routes),
  ...failing(routes),
]

/** One host has one application, and one path and method one route; paths that differ in their names or case are the same. */
function* repeated({ value, placeOf }: Located): Found {
  const seen = new Set<string>()
  for (const [a, { hosts, routes }] of value.applications.entries()) {
    for (const [h, host] of hosts.entries()) {
      if (seen.has(host))
        yield at(placeOf(['applications', a, 'hosts', h]), 'route-repeated', `${host} has two applications`)
      seen.add(host)
    }
    const shapes = new Map<string, string>()
    for (const [r, { path, methods }] of routes.entries())
      for (const method of methods) {
        const shape = `${method} ${path.replaceAll(/\{\w+\}/g, '{}').toLowerCase()}`
        const first = shapes.get(shape)
        shapes.set(shape, path)
        const here = placeOf(['applications', a, 'routes', r, 'path'])
        if (first !== undefined) yield at(here, 'route-repeated', `${method} ${path} is the same as ${first}`)
      }
  }
}

const at = (place: { line: number; column: number }, code: Finding['code'], message: string): Finding => ({
  code,
  file: ROUTES,
  ...place,
  message,
})

/** Actions and types of resources are those of the set, and a resource is named after what is in the path. */
function* unknownNames(catalogue: Catalogue, { value, placeOf }: Located): Found {
  for (const [a, { see, routes }] of value.applications.entries()) {
    const wrong = (path: readonly PropertyKey[], message: string) =>
      at(placeOf(['applications', a, ...path]), 'route-unknown', message)
    const noSee = noAction(catalogue, see)
    if (noSee !== undefined) yield wrong(['see'], noSee)
    for (const [r, route] of routes.entries()) {
      const noSuch = noAction(catalogue, route.action)
      if (noSuch !== undefined) yield wrong(['routes', r, 'action'], noSuch)
      for (const message of misnamed(catalogue, route)) yield wrong(['routes', r, 'resource'], message)
    }
  }
}

const noAction = ({ actions }: Catalogue, action: string | undefined): string | undefined =>
  action === undefined || actions.has(action)
    ? undefined
    : `policy.csv has no action "${action}".${didYouMean(action, [...actions])}`

function* misnamed({ types }: Catalogue, { path, resource = ORG }: ApplicationRoute): Generator<string> {
  const known = [...Object.keys(types), ...Object.values(types), ORG]
  const type = resource.split(':')[0] ?? ''
  if (!known.includes(type)) yield `set.yaml has no type "${type}".${didYouMean(type, known)}`
  for (const [name] of resource.matchAll(/\{[^}]*\}?/g))
    if (!path.split('/').includes(name)) yield `${name} is no name of the path ${path}`
}

/** What each request of the tests needs. */
function* failing({ value, placeOf }: Located): Found {
  const table = routeTable(value.applications)
  for (const [request, expected] of Object.entries(value.tests)) {
    const needed = needs(table, request)
    if (needed !== expected)
      yield at(placeOf(['tests', request]), 'route-test', `${request} is ${needed}, not ${expected}`)
  }
}

/** `GET host/path` -> `view dataset:x`, `public`, `signed_in` or `refused`. */
export const needs = (table: RouteTable, request: string): string => {
  const [, method = '', host = '', target = ''] = /^([A-Z]+) ([^/ ]+)(\/.*)$/s.exec(request) ?? []
  const path = requestPath(target)
  const matched = path && routeOf(table, { method, host, path })
  if (!matched) return 'refused'
  const { action, access } = matched.route
  return access ?? `${action} ${resourceOf(matched) ?? 'refused'}`
}

/** The resource that a request is about; undefined where the path names none that there could be. */
export const resourceOf = ({ route, names }: Matched): Resource | undefined => {
  const ref = (route.resource ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '')
  const parsed = ResourceRef.safeParse(ref)
  return parsed.success && parsed.data === encodeRef(ref) ? parsed.data : undefined
}
