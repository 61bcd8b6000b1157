/** What the groups of an identity provider come to here: a role, and memberships of our own groups. */
import { mappedGroup } from '../change/groups.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { Subject } from '../model/id.ts'
import type { GroupMapping } from '../model/idp.ts'

export interface Mapped {
  /** The strongest role of all that match; undefined when none does. */
  readonly role?: string
  readonly groups: readonly Subject[]
}

/** A role that the set does not have (any more) maps to nothing. */
export const mapGroups = (
  mappings: readonly GroupMapping[],
  external: readonly string[],
  { roles }: Pick<Catalogue, 'roles'>,
): Mapped => {
  const held = new Set(external)
  const matching = mappings.filter(mapping => held.has(mapping.external))
  const strongestFirst = Object.keys(roles)
  const role = strongestFirst.find(name => matching.some(mapping => mapping.role === name))
  const groups = matching.map(mappedGroup).filter(group => group !== undefined)
  return {
    ...(role === undefined ? {} : { role }),
    groups: [...new Set(groups)].sort(),
  }
}
