/** Which route of an application a request is: the most specific path, and then the method. */
import type { Application, ApplicationRoute } from '../../model/application.ts'
import type { RequestPath } from './request-path.ts'

/** A path with the routes of its methods. */
interface Pattern {
  readonly segments: readonly string[]
  readonly slash: boolean
  /** Whether it holds for everything below, too. */
  readonly open: boolean
  readonly methods: ReadonlyMap<string, ApplicationRoute>
}

export interface Matched {
  readonly application: Application
  readonly route: ApplicationRoute
  /** What the names of the path stand for. */
  readonly names: Readonly<Record<string, string>>
}

export interface ForwardedRequest {
  readonly method: string
  /** In lower case, without a port. */
  readonly host: string
  readonly path: RequestPath
}

export type RouteTable = ReadonlyMap<
  string,
  { readonly application: Application; readonly patterns: readonly Pattern[] }
>

/** The routes of each host. */
export const routeTable = (applications: readonly Application[]): RouteTable =>
  new Map(
    applications.flatMap(application => {
      const patterns = patternsOf(application)
      return application.hosts.map(host => [host, { application, patterns }] as const)
    }),
  )

const patternsOf = ({ routes }: Application): readonly Pattern[] =>
  [...Map.groupBy(routes, ({ path }) => path)].map(([path, some]) => {
    const open = path.endsWith('/**')
    const slash = !open && path.endsWith('/')
    const plain = path.slice(1, open ? -3 : slash ? -1 : undefined)
    return {
      segments: plain === '' ? [] : plain.split('/'),
      slash,
      open,
      methods: new Map(
        some.flatMap(route => route.methods.map(method => [method as string, route] as const)),
      ),
    }
  })

/**
 * The route of a request; undefined when no route is meant for it. An application that folds case, or takes a slash at the end
 * for nothing, must not serve a request under a more specific route than the one decided on: such a request has no route.
 */
export const routeOf = (table: RouteTable, { method, host, path }: ForwardedRequest): Matched | undefined => {
  const found = table.get(host)
  const pattern = found && mostSpecific(found.patterns, path, same)
  const route = pattern?.methods.get(method === 'HEAD' ? 'GET' : method)
  if (!found || !pattern || !route) return undefined
  const { patterns, application } = found
  const other = { segments: path.segments, slash: !path.slash }
  const readings = [path, ...(path.segments.length === 0 ? [] : [other])]
  const isOne = readings.every(reading => {
    const other = mostSpecific(patterns, reading, sameFolded)
    return other === undefined || other === pattern || rank(other) <= rank(pattern)
  })
  if (!isOne) return undefined
  const names = pattern.segments.flatMap((segment, at) =>
    isName(segment) ? [[segment.slice(1, -1), path.segments[at] ?? ''] as const] : [],
  )
  return { application, route, names: Object.fromEntries(names) }
}

const isName = (segment: string): boolean => segment.startsWith('{')

type Same = (literal: string, segment: string) => boolean
const same: Same = (literal, segment) => literal === segment
const sameFolded: Same = (literal, segment) => literal.toLowerCase() === segment.toLowerCase()

const mostSpecific = (patterns: readonly Pattern[], path: RequestPath, same: Same): Pattern | undefined =>
  patterns
    .filter(pattern => fits(pattern, path, same))
    .reduce<Pattern | undefined>((best, next) => (best && rank(best) >= rank(next) ? best : next), undefined)

const fits = ({ segments, slash, open }: Pattern, path: RequestPath, same: Same): boolean =>
  (open
    ? path.segments.length >= segments.length
    : path.segments.length === segments.length && path.slash === slash) &&
  segments.every((segment, at) => isName(segment) || same(segment, path.segments[at] ?? ''))

/** Segment by segment: a literal is above a name, a name above everything below. */
const rank = ({ segments, open }: Pattern): string =>
  segments.map(segment => (isName(segment) ? '2' : '3')).join('') + (open ? '0' : '1')
