import type { Account, Group } from '../model/account.ts'
import type { OrgId, Subject } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'

/**
 * Reads of who exists. Writing is a change of the organisation: see PolicyStore.apply.
 * Every list is in byte order of id; deleted organisations are never returned.
 */
export interface DirectoryStore {
  organisation(id: OrgId): Promise<Organisation | undefined>
  organisations(page: PageRequest): Promise<Page<Organisation>>
  /** The organisations in which this account is known. A person may be in several. */
  organisationsOf(id: Subject): Promise<readonly OrgId[]>

  account(org: OrgId, id: Subject): Promise<Account | undefined>
  /** Accounts of one type: people (`user`) or service accounts (`service`). */
  accounts(org: OrgId, type: 'user' | 'service', page: PageRequest): Promise<Page<Account>>
  group(org: OrgId, id: Subject): Promise<Group | undefined>
  groups(org: OrgId, page: PageRequest): Promise<Page<Group>>

  invitations(org: OrgId, page: PageRequest): Promise<Page<Invitation>>
  invitation(org: OrgId, id: string): Promise<Invitation | undefined>
  /** By token hash over all organisations, expired ones included: the caller checks. */
  invitationByHash(token_hash: string): Promise<{ org: OrgId; invitation: Invitation } | undefined>
}
