import type { Context } from 'koa'
import type { z } from 'zod'
import type { ChangeRequest } from '../../change/commit.ts'
import type { Caller } from '../../model/caller.ts'
import type { OrgId, Subject } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { type AnyInput, noBody, type Route } from '../route.ts'
import { parse } from './json.ts'

/** What came in, before it is parsed. */
export interface Received {
  readonly ctx: Context
  readonly text: string
  readonly caller: Caller | undefined
  readonly receipt: ChangeRequest['receipt'] | undefined
}

/** Routes that anyone may call are given a caller who is nobody: no organisation, no scope, no subject with a rule. */
const nobody: Caller = {
  kind: 'account',
  org: '' as OrgId,
  subject: '' as Subject,
  scopes: new Set(),
  via: 'token',
  credential: '',
}

/** Everything that the handler is given, each part through its schema. */
export class ParsedInput implements AnyInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly org: OrgId
  readonly caller: Caller
  readonly requestId: string
  readonly header: AnyInput['header']
  /** Asked again on the rules that a change is computed from. */
  guard: ChangeRequest['guard']
  readonly #route: Route
  readonly #received: Received

  /** @throws Problem malformed */
  constructor(route: Route, received: Received) {
    const { ctx, text, caller = nobody } = received
    this.params = parsed(route.params, rawParams(ctx), 'path')
    this.query = parsed(route.query, ctx.query, 'query')
    this.body = route.body === noBody ? undefined : parsed(route.body, parse(text), 'body')
    this.org = (this.params as { org?: OrgId }).org ?? ('' as OrgId)
    this.caller = caller
    this.requestId = ctx.state.requestId
    this.header = name => ctx.get(name) || undefined
    this.#route = route
    this.#received = received
  }

  /** Worked out when it is asked for: only what changes something does. */
  get by(): ChangeRequest {
    const request = changeRequest(this.#route, this.#received, targetOf(this.params))
    return this.guard === undefined ? request : { ...request, guard: this.guard }
  }
}

/** The longest reason that is kept with a change. */
const MAX_REASON = 1_000

/** What the path is about: the first thing that it names inside the organisation. Rooms say it more exactly. */
const targetOf = (params: unknown): string =>
  Object.entries(params as Readonly<Record<string, string>>).find(([name]) => name !== 'org')?.[1] ?? 'org'

const changeRequest = (route: Route, { ctx, caller, receipt }: Received, target: string): ChangeRequest => {
  const reason = reasonOf(ctx.get('Kasbah-Reason'))
  const expected = expectedOf(ctx.get('If-Match'))
  return {
    actor: actor(caller),
    operation: route.operation,
    target,
    request_id: ctx.state.requestId,
    ...(reason === '' ? {} : { reason }),
    ...(expected === undefined ? {} : { expected }),
    ...(isDryRun(ctx) ? { dryRun: true } : {}),
    ...(receipt === undefined ? {} : { receipt }),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Node hands a header's bytes on as Latin-1; a reason in any language was most likely sent as UTF-8. */
const reasonOf = (header: string): string => {
  try {
    return utf8.decode(Buffer.from(header, 'latin1')).slice(0, MAX_REASON).toWellFormed()
  } catch {
    return header.slice(0, MAX_REASON)
  }
}

/**
 * Whether nothing is to be changed. What was meant so must never change something, so no other spelling is passed over.
 * @throws Problem malformed
 */
export const isDryRun = (ctx: Context): boolean => {
  const { dry_run } = ctx.query
  if (dry_run === undefined || dry_run === 'false') return false
  if (dry_run === 'true') return true
  throw new Problem('malformed', '`dry_run` is true or false')
}

const actor = (caller: Caller | undefined): ChangeRequest['actor'] => {
  if (caller === undefined) return 'anonymous'
  return caller.kind === 'operator' ? 'operator' : caller.subject
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
