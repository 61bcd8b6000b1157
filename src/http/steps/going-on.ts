import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { callerOf } from './bearer.ts'
import { inside } from './inside.ts'
import type { RateLimit } from './rate-limit.ts'

/**
 * On routes that take lines or may answer whole lists, what is asked before some more of them are worked on: such a request may last longer
 * than a key is valid or a right is held, and costs what its lines cost.
 */
export const goingOn =
  (rooms: Rooms, limit: RateLimit): Step =>
  exchange => {
    const { route, ctx, caller, org, guard } = exchange
    if (!route.line && route.method !== 'GET') return
    exchange.goOn = async units => {
      // The proof of a token that is bound to a key is good for one use.
      if (!/^dpop /i.test(ctx.get('Authorization'))) await callerOf(rooms, ctx)
      await guard?.(await inside(rooms, caller, org))
      limit.goOn(caller, units)
    }
  }
