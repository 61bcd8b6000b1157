/**
 * SCIM 2.0 under `/scim/v2/orgs/{org}`. It has errors and a media type of its own, and so it is a flow of its own. Callers show a
 * SCIM token of that organisation; every refusal of a token looks the same.
 */
import type { Context, Middleware } from 'koa'
import { onBehalfOf } from '../../engine/turns.ts'
import type { Caller } from '../../model/caller.ts'
import { type OrgId, subject } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import type { ScimToken } from '../../model/scim.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import { invalid, ScimFault, tooMany } from '../../scim/fault.ts'
import { MAX_VALUES, requireMeasured } from '../../scim/json.ts'
import type { Rooms } from '../rooms.ts'
import { fromKnownServer } from '../steps/bearer.ts'
import { readText } from '../steps/body.ts'
import { parseInTurns } from '../steps/json.ts'
import { inPairs } from '../steps/rate-limit.ts'
import { addressOf } from './address.ts'
import type { Call, Reply } from './routes.ts'

export type ScimMountParts = Pick<
  Rooms,
  'scim' | 'publicUrl' | 'limits' | 'rateLimit' | 'underWay' | 'observe' | 'replica' | 'audit'
>

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'

export const scimMount = (parts: ScimMountParts): Middleware => {
  return async ctx => {
    ctx.state.operation = 'scim'
    try {
      send(ctx, await serve(parts, ctx))
    } catch (error) {
      refuse(parts, ctx, faultOf(error), error)
    }
  }
}

/** Finds the route, then the caller, counts the call against their limit, and makes it. */
const serve = async (parts: ScimMountParts, ctx: Context): Promise<Reply> => {
  const { org, id, routes } = addressOf(ctx.path)
  const call = org === undefined ? undefined : await authenticated(parts, ctx, org)
  if (!call) {
    ctx.set('WWW-Authenticate', 'Bearer realm="kasbah scim"')
    throw new ScimFault(401, 'A SCIM token of this organisation is needed.')
  }
  const route = routes.find(({ method }) => method === ctx.method)
  if (!route) {
    ctx.set('Allow', routes.map(({ method }) => method).join(', '))
    throw new ScimFault(405, `This endpoint has no ${ctx.method}.`)
  }
  ctx.state.operation = route.operation
  ctx.state.route = `/scim/v2/orgs/:org/${route.path}`
  const asked = { ...call, id, query: new URLSearchParams(ctx.querystring) }
  const leave = parts.underWay.enter(call.caller.org, parts.underWay.bytesOf(ctx.req.headers))
  try {
    return await onBehalfOf(call.caller.org, () => route.handle(asked))
  } finally {
    leave()
  }
}

/** How the rest of the service counts the token's calls. It may do nothing outside of SCIM. */
const callerOf = (org: OrgId, token: ScimToken): Caller => ({
  kind: 'account',
  org,
  subject: subject('service', token.id),
  scopes: new Set(),
  via: 'token',
  credential: token.id,
})

const authenticated = async (
  parts: ScimMountParts,
  ctx: Context,
  org: OrgId,
): Promise<Omit<Call, 'id' | 'query'> | undefined> => {
  const { scim, publicUrl, limits } = parts
  const [, secret] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(ctx.get('authorization')) ?? []
  const found = secret === undefined ? undefined : await scim.tokens.verify(org, secret)
  if (!found) return undefined
  const caller = callerOf(org, found.token)
  if (!(await fromKnownServer(parts, caller, ctx.ip))) return undefined
  ctx.set(Object.fromEntries(inPairs(parts.rateLimit.headers(parts.rateLimit.admit(caller)))))
  return {
    scim,
    caller: {
      org,
      idp: found.idp,
      by: {
        actor: subject('service', found.token.id),
        request_id: String(ctx.state.requestId),
        address: ctx.ip,
        credential: found.token.id,
        // Whoever made the token reached as far as anybody whom the provider may keep.
        promised: true,
      },
      location: `${publicUrl}/scim/v2/orgs/${org}`,
    },
    body: async () => requireMeasured(await parseInTurns(await readText(ctx.req, limits.body), MAX_VALUES)),
  }
}

const send = (ctx: Context, { status, body, location }: Reply): void => {
  ctx.status = status
  if (body === undefined) return
  if (location !== undefined) ctx.set('Location', location)
  ctx.set('Content-Type', 'application/scim+json; charset=utf-8')
  ctx.body = JSON.stringify(body)
}

/** A refusal in our own terms, said in SCIM's. */
const faultOf = (error: unknown): ScimFault => {
  if (error instanceof ScimFault) return error
  if (error instanceof StoreUnavailable) return new ScimFault(503, 'Try again in a moment.')
  if (!(error instanceof Problem)) return new ScimFault(500, 'Something failed inside.')
  const { status, title } = problems[error.code]
  const detail = error.detail ?? title
  if (error.code === 'change_too_large')
    return tooMany('This is too much for one change: send fewer members in one request.')
  if (error.code === 'malformed') return new ScimFault(400, detail, 'invalidSyntax')
  return status === 400 ? invalid(detail) : new ScimFault(status, detail)
}

/** The code by which refusals are counted. */
const codeOf = ({ status, scimType }: ScimFault, error: unknown): string =>
  error instanceof Problem ? error.code : `scim_${scimType ?? status}`

const waitOf = (error: unknown): number => (error instanceof Problem ? error.retryAfter : undefined) ?? 1

const refuse = (parts: ScimMountParts, ctx: Context, fault: ScimFault, error: unknown): void => {
  if (fault.status === 500) parts.observe.failed(error, String(ctx.state.requestId))
  else if (fault.status > 500) parts.observe.unavailable(error, String(ctx.state.requestId))
  if (fault.status === 503 || fault.status === 429) ctx.set('Retry-After', String(waitOf(error)))
  ctx.state.code = codeOf(fault, error)
  ctx.status = fault.status
  ctx.set('Content-Type', 'application/scim+json; charset=utf-8')
  ctx.body = JSON.stringify({
    schemas: [ERROR],
    status: String(fault.status),
    ...(fault.scimType === undefined ? {} : { scimType: fault.scimType }),
    detail: fault.message,
  })
}
