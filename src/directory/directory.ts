/**
 * The directory owns who exists: organisations, people, service accounts, groups, invitations and keys. Each change goes
 * through the commit that it is given, rules and records together. It decides nothing and knows no role by name.
 */

import { createAccounts } from './accounts.ts'
import { createApiKeys } from './api-keys.ts'
import { createGroups } from './groups.ts'
import { createInvitations } from './invitations.ts'
import { createOrganisations } from './organisations.ts'
import type { DirectoryParts } from './parts.ts'

export type Directory = ReturnType<typeof createDirectory>

export const createDirectory = (parts: DirectoryParts) => ({
  organisations: createOrganisations(parts),
  accounts: createAccounts(parts),
  groups: createGroups(parts),
  invitations: createInvitations(parts),
  keys: createApiKeys(parts),
})
