/**
 * The directory owns who and what exists and who was given what: organisations, people, service accounts, groups, invitations,
 * keys, resources, grants and versions. Each call reads, drafts (src/change) and commits. It decides nothing and knows no role by name.
 */

import type { RulesView } from '../change/rules-view.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { PageRequest } from '../model/page.ts'
import { createAccepting } from './accepting.ts'
import { createAccounts } from './accounts.ts'
import { createApiKeys } from './api-keys.ts'
import { createChanges } from './changes.ts'
import { createGroups } from './groups.ts'
import { listHoldings } from './holdings.ts'
import { createInviting } from './inviting.ts'
import { createMerging } from './merging.ts'
import { namesOf } from './names.ts'
import { createOrganisations } from './organisations.ts'
import type { DirectoryParts } from './parts.ts'
import { createResourceLines } from './resource-lines.ts'
import { createResources } from './resources.ts'
import { createSupport } from './support.ts'
import { createVersions } from './versions.ts'

export type Directory = ReturnType<typeof createDirectory>

export const createDirectory = (parts: DirectoryParts) => ({
  organisations: createOrganisations(parts),
  accounts: createAccounts(parts),
  groups: createGroups(parts),
  invitations: createInviting(parts),
  acceptance: createAccepting(parts),
  merge: createMerging(parts),
  keys: createApiKeys(parts),
  resources: createResources(parts),
  resourceLines: createResourceLines(parts),
  changes: createChanges(parts),
  holdings: (view: RulesView, of: Subject | undefined, page: PageRequest) =>
    listHoldings(parts.store.records, view, of, page),
  /** What accounts and groups are called. */
  names: (org: OrgId, of: readonly Subject[]) => namesOf(parts.store.records, org, of),
  support: createSupport(parts),
  versions: createVersions(parts),
})
