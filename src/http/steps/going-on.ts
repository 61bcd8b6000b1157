import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { callerOf } from './bearer.ts'
import type { RateLimit } from './rate-limit.ts'

/**
 * On routes that take lines, what is asked before some more of them are worked on: such a request may last longer than a key is valid, and
 * costs what its lines cost.
 */
export const goingOn =
  (rooms: Rooms, limit: RateLimit): Step =>
  exchange => {
    const { route, ctx, caller } = exchange
    if (!route.line) return
    exchange.goOn = async units => {
      // The proof of a token that is bound to a key is good for one use.
      if (!/^dpop /i.test(ctx.get('Authorization'))) await callerOf(rooms, ctx)
      limit.goOn(caller, units)
    }
  }
