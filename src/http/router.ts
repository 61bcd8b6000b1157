import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import { Problem } from '../model/problems.ts'
import type { Rooms } from './rooms.ts'
import type { AnyInput, Route } from './route.ts'
import { authorise } from './steps/authorise.ts'
import { callerOf } from './steps/bearer.ts'
import { readText } from './steps/body.ts'
import { type Answer, attemptOf, createIdempotency } from './steps/idempotency.ts'
import { inputOf, isDryRun } from './steps/input.ts'
import { createRateLimit } from './steps/rate-limit.ts'
import { send } from './steps/send.ts'

/** Routes on their paths; a path without a route is 404, a route without the method 405. */
export const router = (rooms: Rooms, routes: readonly Route[]): Middleware => {
  const table = new Router()
  const serve = server(rooms)
  for (const route of routes) table.register(route.path, [route.method], serve(route))
  const dispatch = table.routes() as unknown as Middleware
  return ctx =>
    dispatch(ctx, () => {
      const methods = methodsOf(routes, table, ctx.path)
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
    const key = route.method === 'POST' && !isDryRun(ctx) ? ctx.get('Idempotency-Key') : ''
    if (key === '') return send(ctx, await work(rooms, route, inputOf(route, { ctx, text, caller })))
    const attempt = attemptOf(key, ctx.get('Authorization'), ctx.method + ctx.url, text)
    const input = inputOf(route, { ctx, text, caller, receipt: attempt.receipt })
    return send(ctx, await idempotency.once(attempt, () => work(rooms, route, input)))
  }
}

const work = async (rooms: Rooms, route: Route, input: AnyInput): Promise<Answer> => {
  try {
    const guard = await authorise(rooms, route, input)
    const by = guard ? { ...input.by, guard } : input.by
    const body = await route.handle(rooms, { ...input, by })
    return { status: route.status ?? 200, body }
  } catch (error) {
    noteRefusal(rooms, route, input, error)
    throw error
  }
}

/** Whoever tried to change what they may not leaves a line in the trail of their own organisation. */
const noteRefusal = (rooms: Rooms, route: Route, { caller, by }: AnyInput, error: unknown): void => {
  if (!(error instanceof Problem) || route.method === 'GET' || caller.kind !== 'account') return
  if (error.code !== 'forbidden' && error.code !== 'scope_missing') return
  if (caller.org) rooms.audit.refused(caller.org, by, error.code)
}

/** Whether the route needs to know the caller, or the caller wants to be known. */
const knows = ({ may }: Route, ctx: Context): boolean =>
  may === 'anyone or caller' ? ctx.req.headers.authorization !== undefined : may !== 'anyone'

const methodsOf = (routes: readonly Route[], table: Router, path: string): string[] => {
  const paths = new Set(table.match(path, 'GET').path.map(layer => layer.path))
  return [...new Set(routes.filter(route => paths.has(route.path)).map(route => route.method))]
}
