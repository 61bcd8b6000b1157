import { isSupport } from '../../model/support-access.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import type { Rooms } from '../rooms.ts'

/** Whatever support access reads or asks leaves a line in the trail. What it changes has one of its own. */
export const supportUsed =
  ({ audit }: Pick<Rooms, 'audit'>): Step =>
  ({ caller, route, by, org }: Exchange): void => {
    if (caller.kind !== 'account' || !isSupport(caller.subject)) return
    if (route.scope === 'write') return
    audit.used(org === '' ? caller.org : org, { ...by, reason: route.operation })
  }
