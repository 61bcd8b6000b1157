import type { RulesView } from '../change/rules-view.ts'
import type { Subject } from '../model/id.ts'
import type { ScimGroup } from '../model/scim.ts'
import type { RecordStore } from '../ports/record-store.ts'

/** What a mapping may call the group: its name if it had it first, and its id at the IdP, which Entra ID states in its groups claim. */
export const namesOf = ({ display_name, external_id, namesake }: ScimGroup): readonly string[] => [
  ...(namesake ? [] : [display_name]),
  ...(external_id === undefined ? [] : [external_id]),
]

export interface ScimGroupsOf {
  readonly idp: string
  readonly account: Subject
  /** A group to leave out. */
  readonly except?: Subject
}

/** The names of the IdP's SCIM groups that the account is in. */
export const scimGroupNames = async (
  records: Pick<RecordStore, 'find'>,
  view: RulesView,
  { idp, account, except }: ScimGroupsOf,
): Promise<readonly string[]> => {
  const groups = view.groupsOf(account).filter(group => group !== except)
  const known = await Promise.all(
    groups.map(group => records.find('scim_group', view.organisation.id, group)),
  )
  return known.filter(group => group?.idp === idp).flatMap(group => (group ? namesOf(group) : []))
}
