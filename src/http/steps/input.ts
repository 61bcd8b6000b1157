import { z } from 'zod'
import { nextTurn, onBehalfOf } from '../../engine/turns.ts'
import { IN_WORDS } from '../../model/form-words.ts'
import { didYouMean } from '../../model/nearest.ts'
import { Problem } from '../../model/problems.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import { NONE, noBody } from '../route.ts'
import { waiterOf } from './gone.ts'
import { parse, parseInTurns } from './json.ts'
import { readBy } from './long-lists.ts'

/** The path's and the query's parameters through the route's schemas. @throws Problem malformed */
export const paramsParsed: Step = exchange => {
  const { route, captured, ctx } = exchange
  const { url = '' } = ctx.req
  const query = url.slice(exchange.path.length + 1)
  exchange.params =
    captured === NONE ? ofNothing(route.params, 'path') : parsed(route.params, captured, 'path')
  exchange.query =
    query === '' ? ofNothing(route.query, 'query') : parsed(route.query, queryOf(query), 'query')
}

/** Characters of a body that is read in turns of its own: reading many of them at once would hold the thread. */
const LONG = 4_096
/** Of so many, what is read is held in memory until it is answered: it is read when the requests that came earlier are. */
const VERY_LONG = 32_768

/** The body through the route's schema. A body sent to a route without a schema is ignored. @throws Problem malformed */
export const bodyParsed: Step = exchange => {
  const { route, text, whose } = exchange
  if (route.body === noBody) return undefined
  if (text.length > LONG) {
    const waiter = { ...waiterOf(exchange), long: text.length > VERY_LONG }
    return onBehalfOf(whose, () => readInTurns(exchange), waiter)
  }
  exchange.body = route.readPlain?.(text) ?? parsed(route.body, parse(text, route.limits.values), 'body')
  return undefined
}

const readInTurns = async (exchange: Exchange): Promise<void> => {
  const { route, text } = exchange
  await nextTurn()
  exchange.body =
    route.readPlain?.(text) ??
    (await parsedInTurns(route.body, await parseInTurns(text, route.limits.values)))
}

const parsedInTurns = async (schema: z.ZodType, value: unknown): Promise<unknown> => {
  const { data, issues } = await readBy(schema, value)
  if (issues.length === 0) return data
  throw malformed(schema, (await readBy(schema, value, IN_WORDS)).issues, 'body')
}

/** A schema's defaults, computed once. */
const made = new WeakMap<z.ZodType, unknown>()
const ofNothing = (schema: z.ZodType, where: 'path' | 'query'): unknown => {
  const known = made.get(schema)
  if (known !== undefined) return known
  const fresh = Object.freeze(parsed(schema, NONE, where))
  made.set(schema, fresh)
  return fresh
}

/** Each parameter once, its encoding well formed. @throws Problem malformed */
const queryOf = (text: string): Readonly<Record<string, string>> => {
  requireDecodable(text)
  const entries = [...new URLSearchParams(text)]
  const query = Object.fromEntries(entries)
  if (Object.keys(query).length < entries.length)
    throw new Problem('malformed', 'a parameter of the query stands there twice')
  return query
}

const requireDecodable = (text: string): void => {
  try {
    decodeURIComponent(text)
  } catch (cause) {
    throw new Problem('malformed', 'the query is not well-formed percent-encoding', { cause })
  }
}

const parsed = (schema: z.ZodType, value: unknown, where: 'path' | 'query' | 'body'): unknown => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // Asked again only now: words cost what a good request need not pay.
  throw malformed(schema, (schema.safeParse(value, IN_WORDS).error ?? result.error).issues, where)
}

const malformed = (schema: z.ZodType, issues: readonly z.core.$ZodIssue[], where: string): Problem => {
  const errors = issues.slice(0, 20).flatMap(issue => placesOf(schema, issue, where))
  return new Problem('malformed', undefined, { errors: errors.slice(0, 20) })
}

/** The place and the reason of each mistake. For an unknown name, also the name that was probably meant. */
const placesOf = (schema: z.ZodType, issue: z.core.$ZodIssue, where: string) => {
  const at = [where, ...issue.path.map(String)]
  if (issue.code !== 'unrecognized_keys') return [placeOf(at, issue.message)]
  const known = schema instanceof z.ZodObject && issue.path.length === 0 ? Object.keys(schema.shape) : []
  const what = where === 'query' ? 'parameter' : 'name'
  return issue.keys
    .slice(0, 20)
    .map(key => placeOf([...at, key], `There is no such ${what} here.${didYouMean(key.slice(0, 64), known)}`))
}

const placeOf = (at: readonly string[], message: string) => ({
  path: at.join('.').slice(0, 200),
  message: message.slice(0, 300),
})
