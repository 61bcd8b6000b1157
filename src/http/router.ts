import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { Problem } from '../model/problems.ts'
import type { Rooms } from './rooms.ts'
import type { Route } from './route.ts'
import { authorise } from './steps/authorise.ts'
import { callerOf } from './steps/bearer.ts'
import { readText } from './steps/body.ts'
import { type Answer, type Attempt, attemptOf, createIdempotency } from './steps/idempotency.ts'
import { isDryRun, ParsedInput } from './steps/input.ts'
import { noteRefusal } from './steps/note-refusal.ts'
import { createRateLimit } from './steps/rate-limit.ts'
import { send } from './steps/send.ts'

/** Flows of their own, each under the first segments of its paths: `/oidc`, `/scim`. */
export type Mounts = Readonly<Record<string, Middleware>>

/** Routes on their paths; a path without a route is 404, a route without the method 405. */
export const router = (rooms: Rooms, routes: readonly Route[], mounts: Mounts): Middleware => {
  const serve = server(rooms)
  // A table for each first segment: a router tries every path it has, and a check should try two of them, not eighty.
  const tables = new Map(
    [...Map.groupBy(routes, firstSegment)].map(([first, some]) => [first, table(some, serve)]),
  )
  for (const [first, mount] of Object.entries(mounts)) tables.set(first, mount)
  return ctx => {
    const dispatch = tables.get(firstSegment(ctx))
    if (!dispatch) throw new Problem('not_found')
    return dispatch(ctx, nothing)
  }
}

const nothing = async () => undefined

const firstSegment = ({ path }: { readonly path: string }): string => {
  const end = path.indexOf('/', 1)
  return end < 0 ? path : path.slice(0, end)
}

const table = (routes: readonly Route[], serve: ReturnType<typeof server>): Middleware => {
  const paths = new Router()
  for (const route of routes) paths.register(route.path, [route.method], serve(route))
  const dispatch = paths.routes() as unknown as Middleware
  return ctx =>
    dispatch(ctx, () => {
      const methods = methodsOf(routes, paths, ctx.path)
      if (methods.length === 0) throw new Problem('not_found')
      ctx.set('Allow', methods.join(', '))
      throw new Problem('method_not_allowed')
    })
}

/** What happens on every route, in this order: who, how often, what was sent, may they, do it, print it. */
const server = (rooms: Rooms) => {
  const idempotency = createIdempotency(rooms.receipts)
  const limit = createRateLimit(rooms.limits.rate)
  return (route: Route) => async (ctx: Context) => {
    ctx.state.operation = route.operation
    const caller = knows(route, ctx) ? await callerOf(rooms, ctx) : undefined
    if (caller) limit(caller)
    const text = route.method === 'GET' ? '' : await readText(ctx.req, rooms.limits.body)
    const attempt = attempted(route, ctx, text)
    const input = new ParsedInput(route, { ctx, text, caller, receipt: attempt?.receipt })
    const once = () => work(rooms, route, input)
    send(ctx, attempt ? await idempotency.once(attempt, once) : await once())
  }
}

/** The idempotency key that the request came under, if it changes something and has one. */
const attempted = ({ method }: Route, ctx: Context, text: string): Attempt | undefined => {
  const key = method === 'POST' ? ctx.req.headers['idempotency-key'] : undefined
  if (typeof key !== 'string' || isDryRun(ctx)) return undefined
  // Who has no credential is told apart by what they send: their keys must not meet those of others.
  return attemptOf(key, ctx.get('Authorization') || text, ctx.method + ctx.url, text)
}

const work = async (rooms: Rooms, route: Route, input: ParsedInput): Promise<Answer> => {
  let admitted = false
  try {
    input.guard = await authorise(rooms, route, input)
    admitted = true
    const body = await route.handle(rooms, input)
    return { status: route.status ?? 200, body }
  } catch (error) {
    noteRefusal(rooms, route, input, { error, admitted })
    throw error
  }
}

/** Whether the route needs to know the caller, or the caller wants to be known. */
const knows = ({ may }: Route, ctx: Context): boolean =>
  may === 'anyone or caller' ? ctx.req.headers.authorization !== undefined : may !== 'anyone'

const methodsOf = (routes: readonly Route[], table: Router, path: string): string[] => {
  const paths = new Set(table.match(path, 'GET').path.map(layer => layer.path))
  return [...new Set(routes.filter(route => paths.has(route.path)).map(route => route.method))]
}
