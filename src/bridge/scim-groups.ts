import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { IdentityStore } from '../ports/identity-store.ts'

/** The names of the SCIM groups that the account is in, except one. */
export const scimGroupNames = async (
  identity: Pick<IdentityStore, 'scimGroup'>,
  view: RulesView,
  account: Subject,
  except?: Subject,
): Promise<readonly string[]> => {
  const org: OrgId = view.organisation.id
  const groups = view.groupsOf(account).filter(group => group !== except)
  const known = await Promise.all(groups.map(group => identity.scimGroup(org, group)))
  return known.filter(group => group !== undefined).map(({ display_name }) => display_name)
}
