/**
 * What each operation of the admin API changes, as a draft. A route commits one; `POST .../changes` commits many at once. Both
 * draft by these.
 */
import { accountDrafts } from './accounts.ts'
import { collectionDrafts } from './collections.ts'
import { grantDrafts } from './grants.ts'
import { groupDrafts } from './groups.ts'
import type { DraftParts } from './parts.ts'
import { resourceDrafts } from './resources.ts'

export type Drafts = ReturnType<typeof createDrafts>

export const createDrafts = (parts: DraftParts) => ({
  accounts: accountDrafts(parts),
  groups: groupDrafts(parts),
  resources: resourceDrafts(parts),
  grants: grantDrafts(parts),
  collections: collectionDrafts(),
  roles: parts.draftingRoles(parts),
})
