import type { Commit, CommitFirst } from '../change/commit.ts'
import type { DraftRecords } from '../change/pending-records.ts'
import type { DraftingRoles } from '../change/role-drafts.ts'
import type { Account } from '../model/account.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Organisation } from '../model/organisation.ts'
import type { SupportAccess } from '../model/support-access.ts'
import type { Store } from '../ports/store.ts'
import type { Turns } from '../ports/turns.ts'

/** What this room needs. */
export interface DirectoryParts {
  readonly store: Pick<Store, 'records' | 'oidc'>
  readonly commit: Commit
  readonly commitFirst: CommitFirst
  /** The catalogue of an installed set. @throws Problem unknown_policy_set */
  catalogue(set: string): Promise<Catalogue>
  /** Brings invitations to the people whom they name, one after the other. Never throws. */
  deliver(letters: readonly Letter[]): Promise<void>
  /** Tells administrators that support access was opened. Never throws. */
  announce(news: SupportNews): Promise<void>
  /** Drafts of the organisation's own roles. */
  readonly draftingRoles: DraftingRoles
  now(): Date
  readonly turns: Turns
}

/** What drafts need: the records of an organisation, or as earlier drafts leave them. */
export interface DraftParts {
  readonly records: DraftRecords
  readonly draftingRoles: DraftingRoles
  now(): Date
}

/** The organisation was opened to somebody outside. */
export interface SupportNews {
  readonly organisation: Organisation
  readonly access: SupportAccess
  /** Who opened it, if it is a person with a record, as they are called. */
  readonly opener: string | undefined
  /** The addresses to which it goes. */
  readonly to: readonly string[]
}

/** One invitation on its way. */
export interface Letter {
  readonly organisation: Organisation
  /** Who invited, if it is a person with a record. */
  readonly inviter?: Account
  readonly invitation: Invitation
  /** What it gives access to, by the names of today. */
  readonly access: readonly { readonly name: string; readonly level: string }[]
  readonly token: string
}
