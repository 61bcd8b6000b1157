import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { ConsistencyMode } from '../../model/consistency.ts'
import type { OrgId } from '../../model/id.ts'
import type { Rooms } from '../rooms.ts'

/** The organisation asked about, if it is there for this caller: another's is as unknown as none. */
export const tenant = (
  rooms: Rooms,
  caller: Caller,
  org: OrgId,
  mode: ConsistencyMode | undefined,
): Snapshot | undefined | Promise<Snapshot | undefined> => {
  if (caller.kind === 'account' && caller.org !== org) return undefined
  const hot = mode === undefined || mode === 'minimize_latency' ? rooms.replica.hot(org) : undefined
  return hot ?? rooms.replica.at(org, mode)
}
