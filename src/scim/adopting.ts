/**
 * A group that another IdP of the organisation kept here until now goes on as the same group, with its grants and members, while a move
 * from one IdP to another is under way (`join_linked`).
 */
import type { ScimGroup } from '../model/scim.ts'
import type { ScimCaller, ScimParts } from './caller.ts'
import { type GroupWish, keyOf } from './group-resource.ts'
import { everyOne } from './listing.ts'

/** The one group that is meant: by its external id, else by its name; undefined where there is none, or more than one. */
export const adoptable = async (
  { store, turns }: ScimParts,
  { org, idp }: ScimCaller,
  wish: GroupWish,
): Promise<ScimGroup | undefined> => {
  if (!idp.join_linked || idp.join_by === 'none') return undefined
  const name = keyOf(wish.displayName)
  const byId: ScimGroup[] = []
  const byName: ScimGroup[] = []
  const groups = everyOne({ turns, read: page => store.records.list('scim_group', org, page) })
  for await (const group of groups) {
    const named = keyOf(group.display_name) === name
    const own = group.idp === idp.id
    // The IdP has a group of this name already.
    if (own && named) return undefined
    if (!own && wish.externalId && group.external_id === wish.externalId) byId.push(group)
    if (!own && named && !group.namesake) byName.push(group)
  }
  const found = byId.length > 0 ? byId : byName
  return found.length === 1 ? found[0] : undefined
}
