import { createRequire } from 'node:module'
import type { Middleware } from 'koa'
import { Problem } from '../model/problems.ts'
import type { Step } from './pipeline.ts'
import { NONE, type Route } from './route.ts'
import type { Line } from './steps/one-after-another.ts'
import { setStandingHeaders } from './steps/standing-headers.ts'

// Its CommonJS build: the other imports `node:http`, which loads Node's client for WebSockets with it, 2 MB of heap.
const { Router }: typeof import('@koa/router') = createRequire(import.meta.url)('@koa/router')

/** Flows of their own, each under the first segment of its paths: `/oidc`, `/scim`. */
export type Mounts = Readonly<Record<string, Middleware>>

const firstSegment = (path: string): string => {
  const end = path.indexOf('/', 1)
  return end < 0 ? path : path.slice(0, end)
}

/**
 * Hands a request under the path of a mount to it, and ends the list there; a route of our own comes first. Whose it is nobody knows yet:
 * all that come to one mount stand in line as those of one organisation, whose name no id can be.
 */
export const mounted = (mounts: Mounts, routes: readonly Route[], line: Line): Step => {
  const table = new Map(Object.entries(mounts))
  const find = finder(routes)
  return exchange => {
    const first = firstSegment(exchange.path)
    const mount = table.get(first)
    if (!mount || find(exchange.path).length > 0) return undefined
    const { ctx, requestId } = exchange
    exchange.done = true
    ctx.state.requestId = requestId
    setStandingHeaders(ctx.res, requestId)
    ctx.req.headers['x-forwarded-for'] = ctx.ip
    const ahead = line.enter(first, exchange.begun)
    return ahead === undefined ? mount(ctx, nothing) : ahead.then(() => mount(ctx, nothing))
  }
}

const nothing = async () => undefined

/** Finds the route of a path and a method. A path without a route is 404, a route without the method 405. */
export const routed = (routes: readonly Route[]): Step => {
  const find = finder(routes)
  return exchange => {
    const { ctx, path } = exchange
    const found = find(path)
    if (found.length === 0) throw new Problem('not_found')
    const method = ctx.req.method === 'HEAD' ? 'GET' : ctx.req.method
    const match = found.find(({ route }) => route.method === method)
    if (!match) {
      ctx.set('Allow', [...new Set(found.map(({ route }) => route.method))].join(', '))
      throw new Problem('method_not_allowed')
    }
    exchange.route = match.route
    exchange.captured = match.captured
    ctx.state.operation = match.route.operation
    ctx.state.route = match.route.path
  }
}

interface Match {
  readonly route: Route
  readonly captured: Readonly<Record<string, string>>
}

/** Every route on a path. Paths without parameters are looked up; the others are tried, by their first segment. */
export const finder = (routes: readonly Route[]): ((path: string) => readonly Match[]) => {
  const isFixed = ({ path }: Route) => !path.includes(':')
  const fixed = new Map(
    [...Map.groupBy(routes.filter(isFixed), ({ path }) => path)].map(([path, some]) => [
      path,
      some.map(route => ({ route, captured: NONE })),
    ]),
  )
  const tables = new Map(
    [
      ...Map.groupBy(
        routes.filter(route => !isFixed(route)),
        ({ path }) => firstSegment(path),
      ),
    ].map(([first, some]) => [first, table(some)]),
  )
  return path => fixed.get(path) ?? tables.get(firstSegment(path))?.(path) ?? []
}

const table = (routes: readonly Route[]): ((path: string) => readonly Match[]) => {
  const paths = new Router({ sensitive: true, strict: true })
  const known = new Map(
    routes.map(route => {
      paths.register(route.path, [route.method], unused)
      return [paths.stack.at(-1), route]
    }),
  )
  return path =>
    paths.match(path, 'GET').path.flatMap(layer => {
      const route = known.get(layer)
      return route ? [{ route, captured: layer.params(path, layer.captures(path)) }] : []
    })
}

/** The router only finds the route; the pipeline serves it. */
const unused = () => undefined
