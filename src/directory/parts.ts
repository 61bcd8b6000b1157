import type { Commit, CommitFirst } from '../change/commit.ts'
import type { DraftRecords } from '../change/pending-records.ts'
import type { Catalogue } from '../model/catalogue.ts'
import type { OrgId } from '../model/id.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Store } from '../ports/store.ts'
import type { Turns } from '../ports/turns.ts'

/** What this room needs. */
export interface DirectoryParts {
  readonly store: Pick<Store, 'records'>
  readonly commit: Commit
  readonly commitFirst: CommitFirst
  /** The catalogue of an installed set. @throws Problem unknown_policy_set */
  catalogue(set: string): Promise<Catalogue>
  /** Brings an invitation to the person it names. */
  deliver(message: { org: OrgId; invitation: Invitation; token: string }): Promise<void>
  now(): Date
  readonly turns: Turns
}

/** What drafts need: the records of an organisation, or as earlier drafts leave them. */
export interface DraftParts {
  readonly records: DraftRecords
  now(): Date
}
