/** What a person's groups at an identity provider (IdP) give them here: a role, and memberships of our own groups. */
import { mappedGroup } from '../change/groups.ts'
import type { RulesView } from '../change/rules-view.ts'
import { isSupport } from '../change/support-kept.ts'
import type { Catalogue } from '../model/catalogue.ts'
import { requireRole } from '../model/catalogue-terms.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { GroupMapping } from '../model/idp.ts'
import { Problem } from '../model/problems.ts'
import type { RecordStore } from '../ports/record-store.ts'
import { type ScimGroupsOf, scimGroupNames } from './scim-groups.ts'

type Records = Pick<RecordStore, 'find'>

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

/** Leaves out groups of ours that do not exist (any more). */
const existing = async (records: Records, org: OrgId, mapped: Mapped): Promise<Mapped> => {
  const groups: Subject[] = []
  for (const group of mapped.groups) if (await records.find('group', org, group)) groups.push(group)
  return { ...mapped, groups }
}

export interface MappedPerson extends ScimGroupsOf {
  /** Their groups, as the IdP stated them at sign-in. */
  readonly groups: readonly string[]
}

/** What a mapping gives somebody: by the groups that the IdP stated, and by those that it keeps here by SCIM. Support access gets nothing by it. */
export const mappedFor = async (
  records: Records,
  view: RulesView,
  mappings: readonly GroupMapping[],
  person: MappedPerson,
): Promise<Mapped> => {
  if (await isSupport(records, view.organisation.id, person.account)) return { groups: [] }
  const groups = [...person.groups, ...(await scimGroupNames(records, view, person))]
  return existing(records, view.organisation.id, mapGroups(mappings, groups, view.catalogue))
}

/** Everything that a mapping gives must be there to be given. @throws Problem unknown_role, unknown_group */
export const requireMappings = async (
  records: Records,
  { catalogue, organisation }: Pick<RulesView, 'catalogue' | 'organisation'>,
  mappings: readonly GroupMapping[],
): Promise<void> => {
  for (const mapping of mappings) {
    if (mapping.role !== undefined) requireRole(catalogue, mapping.role)
    const group = mappedGroup(mapping)
    if (group !== undefined && !(await records.find('group', organisation.id, group)))
      throw new Problem(
        'unknown_group',
        `there is no group ${mapping.group}, which ${mapping.external} is mapped to`,
      )
  }
}
