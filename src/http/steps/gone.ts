import type { Exchange } from '../exchange.ts'

/** Who waits for the work of a request, and since when. */
export const waiterOf = (exchange: Exchange) => ({ gone: goneFrom(exchange), since: exchange.begun })

/**
 * Whether the caller has left, of requests that change nothing: their work ends then. A change is made all the same, since whoever
 * asked for it may have seen it begin.
 */
const goneFrom = ({ route, ctx }: Exchange): (() => boolean) | undefined =>
  route.scope === 'write' || route.conditions.length > 0 ? undefined : () => ctx.req.socket.destroyed

/** As proxies write it down: the client closed the connection. Nobody reads it. */
const CLIENT_CLOSED = 499

export const leaveUnanswered = ({ ctx }: Exchange): void => {
  ctx.respond = false
  ctx.res.statusCode = CLIENT_CLOSED
}
