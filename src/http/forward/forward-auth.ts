/**
 * Answers a proxy that asks whether it may let a request through to an application (nginx `auth_request`, Envoy `ext_authz`,
 * Traefik, Caddy). Which action a request needs is said by the routes of the policy set. What no route is meant for is refused.
 */
import type { Snapshot } from '../../engine/snapshot.ts'
import type { Application } from '../../model/application.ts'
import type { Caller } from '../../model/caller.ts'
import type { Resource } from '../../model/id.ts'
import { Problem, problems } from '../../model/problems.ts'
import { type Matched, routeOf } from '../../policy/routes/match.ts'
import { resourceOf } from '../../policy/routes/routes.ts'
import { noteDecision } from '../check/note-decisions.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { callerOf, fromKnownServer } from '../steps/bearer.ts'
import type { Line } from '../steps/one-after-another.ts'
import { answerProblem } from '../steps/problem-replies.ts'
import { inPairs } from '../steps/rate-limit.ts'
import { setStandingHeaders } from '../steps/standing-headers.ts'
import { SIGN_IN } from './application-sign-in.ts'
import { tableOf } from './applications-of.ts'
import { cookieOf, isOwnPage } from './browser-session.ts'
import { entryOf, type Forwarded, forwardedOf } from './forwarded.ts'

const PATH = '/auth'

export const forwardAuth = (rooms: Rooms, line: Line): Step => {
  return exchange => {
    const entry = entryOf(exchange.ctx.req.url ?? '')
    if (!entry) return undefined
    exchange.done = true
    exchange.ctx.state.operation = 'forwardAuth'
    exchange.ctx.state.route = PATH
    return asked({ rooms, line }, exchange, entry).catch(error => refuse(rooms, exchange, error, entry))
  }
}

type Entry = NonNullable<ReturnType<typeof entryOf>>

/** Of a refusal: where to sign in, when that would help. */
class SignInNeeded extends Problem {
  readonly to: string | undefined
  constructor(to: string | undefined) {
    super('unauthenticated')
    this.to = to
  }
}

interface Parts {
  readonly rooms: Rooms
  readonly line: Line
}

/** @throws Problem unless the request may go through */
const asked = async ({ rooms, line }: Parts, exchange: Exchange, entry: Entry): Promise<void> => {
  if (!exchange.viaProxy)
    throw new Problem('forbidden', 'only a proxy may ask, from a network that KASBAH_TRUST_PROXY names')
  const request = forwardedOf(exchange, entry, rooms.publicUrl)
  const caller = (await knownCaller(rooms, exchange)) ?? (await signedInHere(rooms, exchange, request))
  if (caller) exchange.limitHeaders = rooms.rateLimit.headers(rooms.rateLimit.admit(caller))
  // Those whom nobody knows stand together, apart from all organisations and from the operator.
  await line.enter(caller ? (caller.org ?? '') : PATH, exchange.begun)
  const org = entry.org ?? caller?.org
  // Nobody is asked to sign in before it is known where.
  if (org === undefined) throw new SignInNeeded(undefined)
  const view = await rooms.replica.at(org)
  const matched = view && routeOf(tableOf(view.catalogue.applications), request)
  if (!view || !matched) throw new Problem('forbidden')
  admit(exchange, letThrough({ rooms, exchange, view, request, caller }, matched))
}

interface Question {
  readonly rooms: Rooms
  readonly exchange: Exchange
  readonly view: Snapshot
  readonly request: Forwarded
  readonly caller: Account | undefined
}

/** Who is let through; undefined for nobody in particular. @throws Problem */
const letThrough = (question: Question, matched: Matched): Account | undefined => {
  const { caller, view, request } = question
  const isInside = caller?.org === view.organisation.id
  const { access } = matched.route
  if (access === 'public') return isInside ? caller : undefined
  if (!caller) throw new SignInNeeded(signInOf(matched.application, request))
  // A caller of another organisation is nobody here, and signing in again would not help.
  if (!isInside) throw new Problem('forbidden')
  if (access !== 'signed_in') requireAllowed({ ...question, caller }, matched)
  return caller
}

type Account = Extract<Caller, { kind: 'account' }>

/** The account that asks; undefined without a credential, or with one that is not valid. The operator's is for no application. */
const knownCaller = async (rooms: Rooms, { ctx }: Exchange): Promise<Account | undefined> => {
  if (ctx.req.headers.authorization === undefined) return undefined
  try {
    const caller = await callerOf(rooms, ctx)
    return caller.kind === 'account' ? caller : undefined
  } catch (error) {
    if (error instanceof Problem && error.code === 'unauthenticated') return undefined
    throw error
  }
}

/** The person whose session on this host came with the request, from a page of this host. A credential that was sent counts alone. */
const signedInHere = async (
  rooms: Rooms,
  { ctx }: Exchange,
  { method, host, origin, secure }: Forwarded,
): Promise<Account | undefined> => {
  const cookie = cookieOf(ctx, 'session', secure)
  if (cookie === undefined || ctx.req.headers.authorization !== undefined) return undefined
  if (!isOwnPage(ctx, method, origin)) return undefined
  const caller = await rooms.applicationSession(cookie, host)
  return caller && (await fromKnownServer(rooms, caller, ctx.ip)) ? caller : undefined
}

interface Asking extends Question {
  readonly caller: Account
}

/** @throws Problem forbidden; not_found for what the caller may not see, and for what no resource can be called */
const requireAllowed = (asking: Asking, matched: Matched): void => {
  const { see } = matched.application
  const resource = resourceOf(matched)
  const hidden = see === undefined ? 'forbidden' : 'not_found'
  if (resource === undefined) throw new Problem(hidden)
  // Both are always asked, so that a hidden resource and a missing one take the same time.
  const may = decided(asking, matched.route.action ?? '', resource)
  const sees = see === undefined || matched.route.resource === resource || decided(asking, see, resource)
  if (!sees) throw new Problem(hidden)
  if (!may) throw new Problem('forbidden')
}

const decided = ({ rooms, exchange, view, caller }: Asking, action: string, resource: Resource): boolean => {
  const question = { subject: caller.subject, action, resource }
  const { allowed } = view.answer(question)
  noteDecision(
    rooms,
    { snapshot: view, caller, requestId: exchange.requestId },
    { question, answer: { allowed } },
  )
  return allowed
}

/** Both headers are always there: a proxy that copies them thereby overwrites what the client sent under their names. */
const admit = ({ ctx, requestId, limitHeaders }: Exchange, caller: Account | undefined): void => {
  setStandingHeaders(ctx.res, requestId)
  for (const [name, value] of inPairs(limitHeaders)) ctx.set(name, value)
  ctx.set('Kasbah-Subject', caller?.subject ?? '')
  ctx.set('Kasbah-Org', caller?.org ?? '')
  ctx.status = 200
  ctx.body = ''
}

const signInOf = ({ sign_in }: Application, { url, origin, target }: Forwarded): string | undefined =>
  sign_in === 'kasbah'
    ? `${origin}${SIGN_IN}?to=${encodeURIComponent(target)}`
    : sign_in?.replace('{url}', () => encodeURIComponent(url))

/** A browser that asks for a page is sent to sign in, where the proxy passes that on. */
const refuse = (
  rooms: Rooms,
  exchange: Exchange,
  error: unknown,
  { forNginx }: Entry | { forNginx: boolean },
): void => {
  const { ctx } = exchange
  answerProblem(rooms, exchange, error)
  for (const [name, value] of inPairs(exchange.limitHeaders)) ctx.set(name, value)
  const to = error instanceof SignInNeeded ? error.to : undefined
  if (to !== undefined) ctx.set('Kasbah-Sign-In', to)
  ctx.set('Kasbah-Status', String(ctx.status))
  if (forNginx && ctx.status < 500 && ctx.status !== problems.unauthenticated.status)
    ctx.status = problems.forbidden.status
  const isPage = /\btext\/html\b/.test(ctx.get('Accept'))
  if (to !== undefined && isPage && !forNginx) {
    ctx.remove('WWW-Authenticate')
    ctx.set('Location', to)
    ctx.status = 302
  }
}
