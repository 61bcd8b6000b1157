import { isDecision } from '../decision-routes.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'

/**
 * In a process that is there for decisions, every other request goes on to the process that does the rest, as it came: only that
 * one reads it. The list ends here for it. @throws Problem restarting, outcome_unknown
 */
export const handedOn = ({ handOn }: Pick<Rooms, 'handOn'>): Step => {
  if (!handOn) return () => undefined
  return exchange => {
    const { ctx, requestId } = exchange
    const { req, res } = ctx
    if (isDecision(req.url ?? '')) return undefined
    exchange.done = true
    ctx.state.operation = 'handedOn'
    ctx.respond = false
    return handOn(req, res, requestId).catch(error => {
      ctx.respond = true
      throw error
    })
  }
}
