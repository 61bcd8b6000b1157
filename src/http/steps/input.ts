import type { z } from 'zod'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'
import { noBody } from '../route.ts'
import { parse } from './json.ts'

/** The path's and the query's parameters through the route's schemas. @throws Problem malformed */
export const paramsParsed: Step = exchange => {
  const { route, captured, ctx } = exchange
  exchange.params = parsed(route.params, captured, 'path')
  exchange.query = parsed(route.query, ctx.query, 'query')
}

/** The body through the route's schema. What is sent to a route without one is not looked at. @throws Problem malformed */
export const bodyParsed: Step = exchange => {
  const { route, text } = exchange
  if (route.body !== noBody) exchange.body = parsed(route.body, parse(text), 'body')
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
