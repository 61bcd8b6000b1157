/** What the groups of an identity provider come to here: a role, and memberships of our own groups. */
import type { Catalogue } from '../model/catalogue.ts'
import { type Subject, subject } from '../model/id.ts'
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
  const groups = matching.map(mapping => mapping.group).filter(group => group !== undefined)
  return {
    ...(role === undefined ? {} : { role }),
    // Written with its type in front or without, as in a path of the API.
    groups: [...new Set(groups.map(group => subject('group', group.replace(/^group:/, ''))))].sort(),
  }
}
