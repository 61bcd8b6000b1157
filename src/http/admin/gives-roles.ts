import { roleNamed } from '../../change/reach.ts'
import { ORG } from '../../model/id.ts'
import type { Need } from '../route.ts'

/** Roles that a request gives away, asked beside what its route needs: each must reach no further than the caller does. */
export const givesRoles = (...roles: readonly (string | undefined)[]): readonly Need[] => {
  const gives = [...new Set(roles)].flatMap(role => (role === undefined ? [] : [roleNamed(role)]))
  return gives.length === 0 ? [] : [{ on: ORG, gives }]
}
