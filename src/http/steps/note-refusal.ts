import { Problem } from '../../model/problems.ts'
import type { Rooms } from '../rooms.ts'
import type { AnyInput, Route } from '../route.ts'

/**
 * Whoever tries to change what they may not leaves a line in the trail of their own organisation; a probe of another
 * one does not, for there its names mean nothing.
 * @param admitted whether the caller was let in: from then on, what is not found is simply not there
 */
export const noteRefusal = (
  rooms: Rooms,
  route: Route,
  { caller, org, by }: AnyInput,
  refusal: { readonly error: unknown; readonly admitted: boolean },
): void => {
  const { error, admitted } = refusal
  if (!(error instanceof Problem) || route.method === 'GET' || caller.kind !== 'account') return
  if (caller.org === '' || (org !== '' && org !== caller.org)) return
  const { code } = error
  if (code === 'forbidden' || code === 'scope_missing' || (code === 'not_found' && !admitted))
    rooms.audit.refused(caller.org, by, code)
}
