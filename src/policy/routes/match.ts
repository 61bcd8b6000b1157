/** Which route of an application a request is: the most specific path, and then the method. */
import type { Application, ApplicationRoute } from '../../model/application.ts'
import type { RequestPath } from './request-path.ts'

/** A path with the routes of its methods. */
interface Pattern {
  readonly segments: readonly string[]
  /** Segment by segment: a literal is above a name, a name above everything below. */
  readonly rank: string
  readonly methods: ReadonlyMap<string, ApplicationRoute>
}

/** The paths that begin with the same segments. However many there are, a request looks at those alone that its own segments lead to. */
interface Branch {
  /** By the segment in lower case: more than one only where paths differ in case alone. */
  readonly literals: Map<string, Map<string, Branch>>
  name?: Branch
  /** The path that ends here, without and with a slash, and the one for everything below. */
  plain?: Pattern
  slash?: Pattern
  open?: Pattern
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

export type RouteTable = ReadonlyMap<string, { readonly application: Application; readonly paths: Branch }>

/** The routes of each host. */
export const routeTable = (applications: readonly Application[]): RouteTable =>
  new Map(
    applications.flatMap(application => {
      const paths = branchOf(application)
      return application.hosts.map(host => [host, { application, paths }] as const)
    }),
  )

const branch = (): Branch => ({ literals: new Map() })

const branchOf = ({ routes }: Application): Branch => {
  const root = branch()
  for (const [path, some] of Map.groupBy(routes, route => route.path)) {
    const end = path.endsWith('/**') ? 'open' : path.endsWith('/') ? 'slash' : 'plain'
    const text = path.slice(1, { open: -3, slash: -1, plain: undefined }[end])
    const segments = text === '' ? [] : text.split('/')
    segments.reduce(grown, root)[end] = {
      segments,
      rank: segments.map(segment => (isName(segment) ? '2' : '3')).join('') + (end === 'open' ? '0' : '1'),
      methods: new Map(
        some.flatMap(route => route.methods.map(method => [method as string, route] as const)),
      ),
    }
  }
  return root
}

/** The branch behind the segment, made where there is none. */
const grown = (at: Branch, segment: string): Branch => {
  if (isName(segment)) {
    at.name ??= branch()
    return at.name
  }
  const folded = segment.toLowerCase()
  const same = at.literals.get(folded) ?? new Map<string, Branch>()
  const next = same.get(segment) ?? branch()
  at.literals.set(folded, same.set(segment, next))
  return next
}

/**
 * The route of a request; undefined when no route is meant for it. An application that folds case, or takes a slash at the end
 * for nothing, must not serve a request under a more specific route than the one decided on: such a request has no route.
 */
export const routeOf = (table: RouteTable, { method, host, path }: ForwardedRequest): Matched | undefined => {
  const found = table.get(host)
  const pattern = found && mostSpecific(found.paths, path, exactly)
  const route = pattern?.methods.get(method === 'HEAD' ? 'GET' : method)
  if (!found || !pattern || !route) return undefined
  const { paths, application } = found
  const other = { segments: path.segments, slash: !path.slash }
  const readings = [path, ...(path.segments.length === 0 ? [] : [other])]
  const isOne = readings.every(reading => {
    const folded = mostSpecific(paths, reading, inAnyCase)
    return folded === undefined || folded.rank <= pattern.rank
  })
  if (!isOne) return undefined
  const names = pattern.segments.flatMap((segment, at) =>
    isName(segment) ? [[segment.slice(1, -1), path.segments[at] ?? ''] as const] : [],
  )
  return { application, route, names: Object.fromEntries(names) }
}

const isName = (segment: string): boolean => segment.startsWith('{')

/** The branches behind a segment that is no name. */
type Literals = (at: Branch, segment: string) => Iterable<Branch>
const exactly: Literals = ({ literals }, segment) => {
  const next = literals.get(segment.toLowerCase())?.get(segment)
  return next ? [next] : []
}
const inAnyCase: Literals = ({ literals }, segment) => literals.get(segment.toLowerCase())?.values() ?? []

/** The highest rank that fits: literals are tried first, then the name, and everything below at last. */
const mostSpecific = (at: Branch, path: RequestPath, literals: Literals, depth = 0): Pattern | undefined => {
  const segment = path.segments[depth]
  if (segment === undefined) return (path.slash ? at.slash : at.plain) ?? at.open
  let best: Pattern | undefined
  for (const next of literals(at, segment)) {
    const found = mostSpecific(next, path, literals, depth + 1)
    if (found && (best === undefined || found.rank > best.rank)) best = found
  }
  return best ?? (at.name && mostSpecific(at.name, path, literals, depth + 1)) ?? at.open
}
