import { noteAsked } from '../../engine/sharing.ts'
import { nextTurn } from '../../engine/turns.ts'
import { Problem } from '../../model/problems.ts'
import type { Exchange } from '../exchange.ts'
import type { HandOn, Rooms } from '../rooms.ts'
import { cutUnread } from './body.ts'

/** Whose turns they are whose organisation nobody knows yet: all of them together are as one, which no id can name. */
const UNKNOWN = 'handed on'

/**
 * Has the process that does everything else answer. The remaining steps are left out.
 * @param text the body, where it was read here
 * @throws Problem restarting, outcome_unknown
 */
export const handedOn = (handOn: HandOn, exchange: Exchange, text?: string): Promise<void> => {
  const { ctx, requestId } = exchange
  exchange.done = true
  ctx.state.operation = 'handedOn'
  ctx.respond = false
  cutUnread(ctx)
  // Handing on costs more than a decision: of what comes at once, each waits its turn.
  const whose = exchange.whose || UNKNOWN
  noteAsked(whose, exchange.begun)
  return nextTurn(whose)
    .then(() => handOn(ctx.req, ctx.res, { requestId, text }))
    .catch(error => {
      ctx.respond = true
      throw error
    })
}

/** The same for what only the body shows. @throws also Problem not_served_here, where there is no such process behind this one */
export const answeredElsewhere = (
  { handOn, role }: Pick<Rooms, 'handOn' | 'role'>,
  exchange: Exchange,
): Promise<void> => {
  if (!handOn) throw new Problem('not_served_here', `its KASBAH_ROLE is ${role}`)
  return handedOn(handOn, exchange, exchange.text)
}
