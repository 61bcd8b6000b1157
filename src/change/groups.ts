/** Groups as they go, with everything that names them. */
import type { RecordWrite } from '../model/change.ts'
import { type Subject, subject } from '../model/id.ts'
import type { GroupMapping, Idp } from '../model/idp.ts'
import type { Draft } from './commit.ts'
import type { RulesView } from './rules-view.ts'

/**
 * The group's memberships and grants, what SCIM knows of it, and the mappings by which an IdP puts people into it go in one
 * change: a later group of this id begins empty, and stays so.
 */
export const deleteGroup = (
  view: RulesView,
  id: Subject,
  idps: readonly Idp[],
): Draft & Required<Pick<Draft, 'removes' | 'records'>> => ({
  removes: view.rulesOfSubject(id),
  records: [{ drop: 'group', id }, { drop: 'scim_group', id }, ...idps.flatMap(idp => withoutGroup(idp, id))],
  narrows: true,
})

/** The group that a mapping puts people into. Mappings name it with its type or without. */
export const mappedGroup = ({ group }: GroupMapping): Subject | undefined =>
  group === undefined ? undefined : subject('group', group.replace(/^group:/, ''))

/** A mapping that gave a role beside the group goes on giving it. */
const withoutGroup = (idp: Idp, id: Subject): readonly RecordWrite[] => {
  const mappings = idp.mappings.flatMap(mapping => {
    if (mappedGroup(mapping) !== id) return [mapping]
    const { group: _, ...rest } = mapping
    return rest.role === undefined ? [] : [rest]
  })
  const same = mappings.every((mapping, at) => mapping === idp.mappings[at])
  return same && mappings.length === idp.mappings.length
    ? []
    : [{ put: 'identity_provider', value: { ...idp, mappings } }]
}
