/**
 * The directory owns who exists: organisations, people, service accounts, groups, invitations and keys. Each change goes
 * through the commit that it is given, rules and records together. It decides nothing and knows no role by name.
 */
import type { Catalogue } from '../model/catalogue.ts'
import type { OrgId } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Commit, CommitFirst } from '../ports/committer.ts'
import type { Store } from '../ports/store.ts'
import { createAccounts } from './accounts.ts'
import { createApiKeys } from './api-keys.ts'
import { createGroups } from './groups.ts'
import { createInvitations } from './invitations.ts'
import { createOrganisations } from './organisations.ts'

export interface DirectoryParts {
  readonly store: Pick<Store, 'directory' | 'keys'>
  readonly commit: Commit
  readonly commitFirst: CommitFirst
  /** The catalogue of an installed set. @throws Problem unknown_policy_set */
  catalogue(set: string): Promise<Catalogue>
  /** Brings an invitation to the person it names. */
  deliver(message: { org: OrgId; invitation: Invitation; token: string }): Promise<void>
  now(): Date
}

export type Directory = ReturnType<typeof createDirectory>

export const createDirectory = (parts: DirectoryParts) => ({
  organisations: createOrganisations(parts),
  accounts: createAccounts(parts),
  groups: createGroups(parts),
  invitations: createInvitations(parts),
  keys: createApiKeys(parts),
})
