import { Problem } from '../../model/problems.ts'
import { isDecision, isFor } from '../decision-routes.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'
import { handedOn } from './handed-on.ts'

/**
 * A process that is there for some of the work answers that alone. Every other request goes on to the process that does the rest,
 * where there is one behind it, as it came: only that one reads it. The list ends here for it.
 * @throws Problem not_served_here, restarting, outcome_unknown
 */
export const servedHere = ({ role, handOn }: Pick<Rooms, 'role' | 'handOn'>): Step => {
  if (handOn) return exchange => (isDecision(urlOf(exchange)) ? undefined : handedOn(handOn, exchange))
  return exchange => {
    if (!isFor(role, urlOf(exchange))) throw new Problem('not_served_here', `its KASBAH_ROLE is ${role}`)
  }
}

const urlOf = ({ ctx }: Exchange): string => ctx.req.url ?? ''
