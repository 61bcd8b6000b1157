/**
 * The sign-in of a browser on an application's own host: the proxy passes `/.kasbah/...` of that host on to `/orgs/ORG/app/...` here.
 * It goes to our own host, where the person signs in like anywhere, and comes back with a ticket for this browser alone.
 */
import { type OrgId, OrgRef } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import { seeOther } from '../../pages/send.ts'
import { requestPath } from '../../policy/routes/request-path.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { answerProblem } from '../steps/problem-replies.ts'
import { setStandingHeaders } from '../steps/standing-headers.ts'
import { applicationAt } from './applications-of.ts'
import { cookieOf, cookieText, isOwnPage } from './browser-session.ts'
import { originOf } from './forwarded.ts'

const ENTRY = /^\/orgs\/([a-z0-9-]{1,63})\/app\/(sign-in|return|sign-out)(?:\?(.*))?$/s

/** Where it begins on the application's host. */
export const SIGN_IN = '/.kasbah/sign-in'

/** The longest path, with its query, that a sign-in leads back to. */
const MAX_BACK = 1_500

export const applicationSignIn =
  (rooms: Rooms): Step =>
  exchange => {
    const [, org, what = '', query = ''] = ENTRY.exec(exchange.ctx.req.url ?? '') ?? []
    if (org === undefined) return undefined
    const { ctx } = exchange
    exchange.done = true
    ctx.state.operation = 'applicationSignIn'
    ctx.state.route = '/orgs/:org/app'
    const call: Call = { rooms, exchange, org: OrgRef.parse(org), query: new URLSearchParams(query) }
    return handled(call, what).catch(error => answerProblem(rooms, exchange, error))
  }

interface Call {
  readonly rooms: Rooms
  readonly exchange: Exchange
  readonly org: OrgId
  readonly query: URLSearchParams
}

/** @throws Problem */
const handled = async (call: Call, what: string): Promise<void> => {
  const { rooms, exchange, org } = call
  const { ctx } = exchange
  if (!exchange.viaProxy)
    throw new Problem('forbidden', 'only a proxy may ask, from a network that KASBAH_TRUST_PROXY names')
  const at = originOf(exchange, rooms.publicUrl)
  const application = at && (await applicationAt(rooms, org, at.host))
  if (!at || application?.sign_in !== 'kasbah') throw new Problem('not_found')
  if (ctx.method !== (what === 'sign-out' ? 'POST' : 'GET')) throw new Problem('method_not_allowed')
  setStandingHeaders(ctx.res, exchange.requestId)
  if (what === 'sign-in') begin(call, at)
  else if (what === 'return') await finish(call, at)
  else signOut(call, at)
  ctx.respond = false
}

type At = NonNullable<ReturnType<typeof originOf>>

const begin = ({ rooms, exchange, org, query }: Call, { origin, secure }: At): void => {
  const { wish, hop } = rooms.identity.applications.begin({ org, origin, to: backTo(query.get('to') ?? '/') })
  const address = `${rooms.publicUrl}/me/application?${new URLSearchParams({ wish })}`
  seeOther(exchange.ctx.res, address, { 'set-cookie': cookieText('hop', hop, secure) })
}

/** Only a path of the same host, as everybody reads it: no way to another one. */
const backTo = (to: string): string =>
  to.length <= MAX_BACK && requestPath(to) !== undefined && /^[!-~]+$/.test(to) ? to : '/'

/** @throws Problem malformed for a ticket that is used, late, or of another browser */
const finish = async ({ rooms, exchange, org, query }: Call, { origin, secure }: At): Promise<void> => {
  const { ctx } = exchange
  const hop = cookieOf(ctx, 'hop', secure) ?? ''
  const entered = await rooms.identity.applications.enter(query.get('ticket') ?? '', { org, origin }, hop)
  if (!entered)
    throw new Problem(
      'malformed',
      'this sign-in is over, was begun in another browser, or this browser keeps no cookies: open the page again',
    )
  ctx.res.appendHeader('set-cookie', cookieText('hop', '', secure))
  ctx.res.appendHeader('set-cookie', cookieText('session', entered.cookie, secure))
  seeOther(ctx.res, entered.to)
}

/** Ends it on this host; the session on ours goes on, and is ended there. */
const signOut = ({ rooms, exchange: { ctx } }: Call, { origin, secure }: At): void => {
  if (!isOwnPage(ctx, 'POST', origin))
    throw new Problem('malformed', 'this was not sent from a page of the application')
  seeOther(ctx.res, `${rooms.publicUrl}/me`, { 'set-cookie': cookieText('session', '', secure) })
}
