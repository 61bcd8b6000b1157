/**
 * What every request goes through, from the first byte to the last, as one list. Each step does one thing to the exchange, or
 * throws the problem that is answered. The cheapest refusals come first: no work is done for a caller who will be refused anyway.
 */
import type { Middleware } from 'koa'
import { onBehalfOf, Unwanted } from '../engine/turns.ts'
import { Exchange } from './exchange.ts'
import { applicationSignIn } from './forward/application-sign-in.ts'
import { forwardAuth } from './forward/forward-auth.ts'
import { createOutbox } from './outbox.ts'
import type { Rooms } from './rooms.ts'
import type { Route } from './route.ts'
import { type Mounts, mounted, routed } from './router.ts'
import { admitted, mayAlso } from './steps/admit.ts'
import { authenticated } from './steps/bearer.ts'
import { bodyRead } from './steps/body.ts'
import { canonicalPath } from './steps/canonical.ts'
import { conditions } from './steps/conditions.ts'
import { crossOrigin, preflight } from './steps/cross-origin.ts'
import { goingOn } from './steps/going-on.ts'
import { leaveUnanswered, waiterOf } from './steps/gone.ts'
import { headersKnown } from './steps/headers.ts'
import { once } from './steps/idempotency.ts'
import { bodyParsed, paramsParsed } from './steps/input.ts'
import { noteRefusal } from './steps/note-refusal.ts'
import { createLine, oneAfterAnother } from './steps/one-after-another.ts'
import { peer } from './steps/peer.ts'
import { answerProblem } from './steps/problem-replies.ts'
import { chargedAfter, chargedAhead, rateLimited } from './steps/rate-limit.ts'
import { requestId } from './steps/request-id.ts'
import { sent } from './steps/send.ts'
import { servedHere } from './steps/served-here.ts'
import { supportUsed } from './steps/support-used.ts'
import { countedUnderWay } from './steps/under-way.ts'

/** Returns a promise only when it has to wait. */
export type Step = (exchange: Exchange) => void | Promise<void>

/** The steps of a request, in their order. */
const stepsOf = (rooms: Rooms, routes: readonly Route[], mounts: Mounts): readonly Step[] => {
  const { rateLimit: limit } = rooms
  const line = createLine()
  return [
    requestId,
    servedHere(rooms), // where a process is there for some of the work, the rest goes on as it came, or is refused
    peer(rooms.trustedProxies, rooms.publicUrl, rooms.clientCertificate),
    forwardAuth(rooms, line), // a proxy asks about a request to somebody else, in headers and paths that are not ours: the list ends here
    applicationSignIn(rooms), // the same host as a browser has it, before and after its sign-in: the list ends here, too
    headersKnown,
    canonicalPath,
    mounted(mounts, routes, line), // the provider, the sign-in pages and SCIM answer in forms of their own: for them the list ends here
    preflight,
    routed(routes),
    authenticated(rooms),
    crossOrigin, // from here on, the caller's own pages may read what is answered
    rateLimited(limit),
    paramsParsed,
    conditions,
    admitted(rooms), // the organisation is the caller's, the scope is enough, Casbin allows it
    countedUnderWay(rooms.underWay), // what is more than memory is for is refused before its body is read
    bodyRead(rooms.limits.body),
    oneAfterAnother(line), // whoever sends much waits for others
    bodyParsed,
    goingOn(rooms, limit),
    chargedAhead(limit), // a batch costs as many units as it has questions
    mayAlso, // what Casbin is asked about the body
    supportUsed(rooms),
    once(rooms.receipts, handled(rooms)),
    chargedAfter(limit),
    sent,
  ]
}

const handled =
  (rooms: Rooms): Step =>
  exchange => {
    const { route } = exchange
    const status = route.status ?? 200
    const body = route.atOnce
      ? route.handle(rooms, exchange)
      : onBehalfOf(exchange.whose, () => route.handle(rooms, exchange), waiterOf(exchange))
    if (!(body instanceof Promise)) {
      exchange.answer = { status, body }
      return undefined
    }
    return body.then(made => {
      exchange.answer = { status, body: made }
    })
  }

/** The pipeline as Koa's one middleware. */
export const createPipeline = (rooms: Rooms, routes: readonly Route[], mounts: Mounts): Middleware => {
  const steps = stepsOf(rooms, routes, mounts)
  const outbox = createOutbox({ decisions: rooms.decisions, written: exchange => observe(rooms, exchange) })
  return async ctx => {
    const exchange = new Exchange(ctx)
    try {
      for (const step of steps) {
        const waiting = step(exchange)
        // A promise that need not be would cost as much as the step.
        if (waiting !== undefined) await waiting
        if (exchange.done) break
      }
    } catch (error) {
      refuse(rooms, exchange, error)
    }
    exchange.leave?.()
    if (exchange.ready) outbox.add(exchange)
    else observe(rooms, exchange)
  }
}

const refuse = (rooms: Rooms, exchange: Exchange, error: unknown): void => {
  if (error instanceof Unwanted) leaveUnanswered(exchange)
  else {
    noteRefusal(rooms, exchange, error)
    answerProblem(rooms, exchange, error)
  }
}

/** Reports to operators what was answered and how long it took. */
const observe = (rooms: Rooms, { ctx, begun, requestId }: Exchange): void =>
  rooms.observe.answered({
    operation: ctx.state.operation ?? 'none',
    method: ctx.req.method ?? '',
    route: ctx.state.route ?? 'none',
    status: ctx.res.statusCode,
    seconds: (performance.now() - begun) / 1000,
    requestId,
    ...(ctx.state.code === undefined ? {} : { code: ctx.state.code }),
  })
