import type { Snapshot } from '../../engine/snapshot.ts'
import type { Caller } from '../../model/caller.ts'
import type { ConsistencyMode } from '../../model/consistency.ts'
import type { OrgId } from '../../model/id.ts'
import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'
import { andThen } from './and-then.ts'

/** The organisation, if it is the caller's. Another one is treated as if it did not exist. */
export const organisationFor = (
  { replica }: Pick<Rooms, 'replica'>,
  caller: Caller,
  org: OrgId,
  mode?: ConsistencyMode,
): Snapshot | undefined | Promise<Snapshot | undefined> => {
  if (caller.kind === 'account' && caller.org !== org) return undefined
  const hot = mode === undefined || mode === 'minimize_latency' ? replica.hot(org) : undefined
  return hot ?? replica.at(org, mode)
}

/** The same for calls that are about an organisation. @throws Problem not_found */
export const inside = (
  rooms: Pick<Rooms, 'replica'>,
  caller: Caller,
  org: OrgId,
): Snapshot | Promise<Snapshot> => andThen(organisationFor(rooms, caller, org), required)

const required = (view: Snapshot | undefined): Snapshot => {
  if (!view) throw new Problem('not_found')
  return view
}
