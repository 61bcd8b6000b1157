import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { z } from 'zod'
import type { Caller } from '../model/caller.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { ChangeRequest } from '../ports/committer.ts'
import type { Rooms } from './rooms.ts'
import type { AnyInput, Route } from './route.ts'
import { authorise } from './steps/authorise.ts'
import { callerOf } from './steps/bearer.ts'
import { parse, readText } from './steps/body.ts'
import { type Answer, attemptOf, createIdempotency } from './steps/idempotency.ts'
import { createRateLimit } from './steps/rate-limit.ts'
import { send } from './steps/send.ts'

/** Routes on their paths; a path without a route is 404, a route without the method 405. */
export const router = (rooms: Rooms, routes: readonly Route[]): Middleware => {
  const table = new Router()
  const idempotency = createIdempotency(rooms.receipts)
  const limit = createRateLimit(rooms.limits.rate)

  for (const route of routes) {
    table.register(route.path, [route.method], async ctx => {
      ctx.state.operation = route.operation
      const caller = route.may === 'anyone' ? undefined : await callerOf(rooms, ctx)
      if (caller) limit(caller)
      const text = route.method === 'GET' ? '' : await readText(ctx.req, rooms.limits.body)
      const key = route.method === 'POST' ? ctx.get('Idempotency-Key') : ''
      const attempt =
        key === '' ? undefined : attemptOf(key, ctx.get('Authorization'), ctx.method + ctx.url, text)
      const work = async (): Promise<Answer> => {
        const input = inputOf(route, ctx, text, caller, attempt?.receipt)
        await authorise(rooms, route, input)
        const body = await route.handle(rooms, input)
        return { status: route.status ?? 200, body }
      }
      send(ctx, attempt && !ctx.query.dry_run ? await idempotency.once(attempt, work) : await work())
    })
  }

  const dispatch = table.routes() as unknown as Middleware
  return (ctx, next) =>
    dispatch(ctx, async () => {
      const methods = methodsOf(routes, table, ctx.path)
      if (methods.length === 0) throw new Problem('not_found')
      ctx.set('Allow', methods.join(', '))
      throw new Problem('method_not_allowed')
      await next()
    })
}

const methodsOf = (routes: readonly Route[], table: Router, path: string): string[] => {
  const paths = new Set(table.match(path, 'GET').path.map(layer => layer.path))
  return [...new Set(routes.filter(route => paths.has(route.path)).map(route => route.method))]
}

const inputOf = (
  route: Route,
  ctx: Context,
  text: string,
  caller: Caller | undefined,
  receipt: ChangeRequest['receipt'],
): AnyInput => {
  const params = parsed(route.params, rawParams(ctx), 'path')
  const query = parsed(route.query, ctx.query, 'query')
  const body = parsed(route.body, parse(text), 'body')
  const org = (params as { org?: OrgId }).org ?? ('' as OrgId)
  return {
    params,
    query,
    body,
    org,
    // Routes for anyone never look at the caller.
    caller: caller ?? {
      kind: 'account',
      org,
      subject: '' as never,
      scopes: new Set(),
      via: 'token',
      credential: '',
    },
    requestId: ctx.state.requestId,
    by: changeRequest(route, ctx, caller, receipt),
    header: name => ctx.get(name) || undefined,
  }
}

const changeRequest = (
  route: Route,
  ctx: Context,
  caller: Caller | undefined,
  receipt: ChangeRequest['receipt'],
): ChangeRequest => {
  const reason = ctx.get('Kasbah-Reason')
  const expected = expectedOf(ctx.get('If-Match'))
  return {
    actor: caller?.kind === 'account' ? caller.subject : 'operator',
    operation: route.operation,
    target: 'org',
    request_id: ctx.state.requestId,
    ...(reason === '' ? {} : { reason: reason.slice(0, 1_000) }),
    ...(expected === undefined ? {} : { expected }),
    ...(ctx.query.dry_run === 'true' ? { dryRun: true } : {}),
    ...(receipt === undefined ? {} : { receipt }),
  }
}

/** `"12"` -> 12; `*` and absent: no condition. @throws Problem malformed */
const expectedOf = (header: string): number | undefined => {
  if (header === '' || header === '*') return undefined
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(header)
  if (!match) throw new Problem('malformed', 'If-Match is an ETag that this service gave, such as "12"')
  return Number(match[1])
}

/** The router decodes leniently; a path that is not well-formed percent-encoding is refused instead. */
const rawParams = (ctx: Context): unknown => {
  try {
    decodeURIComponent(ctx.path)
  } catch (cause) {
    throw new Problem('malformed', 'the path is not well-formed percent-encoding', { cause })
  }
  return (ctx as Context & { params: unknown }).params
}

const parsed = (schema: z.ZodType, value: unknown, where: string): unknown => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.slice(0, 20).map(issue => ({
    path: [where, ...issue.path.map(String)].join('.').slice(0, 200),
    message: issue.message.slice(0, 300),
  }))
  throw new Problem('malformed', undefined, { errors })
}
