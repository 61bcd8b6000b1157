import type { AuditEvent } from '../model/audit.ts'
import type { AuditChain } from '../model/audit-chain.ts'
import type { ChangeRecord, RecordWrite, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Rule } from '../model/rule.ts'
import type { OidcRecord } from './oidc-store.ts'
import type { InstalledSet } from './policy-set-store.ts'
import type { Receipt } from './receipt-store.ts'

/**
 * A store as a whole, for copying and checking it: everything that is kept, as it is kept, deleted organisations and old
 * versions included. Reading is a stream of bounded memory and not of one moment. A caller who needs one moment makes sure that
 * nobody writes, or that the organisation's head stood still.
 * Every read throws RecordDamaged at what cannot be read.
 */
export interface Archive {
  /** In byte order of id. */
  organisations(): AsyncIterable<KeptOrganisation>
  /** What the organisation keeps beside its rules and its changes. What belongs to something comes after it. */
  records(org: OrgId): AsyncIterable<KeptRecord>
  /** Every rule that the organisation has or ever had, in no order. */
  rules(org: OrgId): AsyncIterable<readonly KeptRule[]>
  /** What is kept beside organisations; each kind in the order in which it was written, as far as the store knows it. */
  installation(): AsyncIterable<ArchiveRecord>
  /** Whether nothing was ever kept here. */
  empty(): Promise<boolean>
  /**
   * Writes the records into an empty store, changes as they were made: revision, time and author are theirs, and the rules
   * follow from them. An organisation goes before its changes and records. `verify` is asked when all is written; until it
   * resolves, nobody can serve the store. A filling that is cut off leaves nothing that could be served.
   * @throws StoreUnusable when another process is filling it; what `records` and `verify` throw
   */
  fill(records: AsyncIterable<ArchiveRecord>, verify: () => Promise<void>): Promise<void>
  /**
   * Makes the rules of an organisation, present and past, again from its changes: all of them or none. The head stays, and
   * replicas that hold the rules in memory are not notified.
   * @throws Conflict when the head is not at `revision`
   */
  restore(org: OrgId, revision: Revision): Promise<void>
}

export interface KeptOrganisation {
  readonly organisation: Organisation
  /** Its head, and when that was committed. */
  readonly revision: Revision
  readonly at: Date
  /** That of its trail. */
  readonly chain: AuditChain
}

/** A rule with the revision and the place in its change at which it was added, and the revision that removed it again. */
export interface KeptRule {
  readonly rule: Rule
  readonly since: Revision
  readonly nth: number
  readonly until?: Revision
}

export type KeptRecord = Exclude<Extract<RecordWrite, { put: unknown }>, { put: 'organisation' }>

export type ArchiveRecord =
  | ({ readonly of: 'organisation' } & KeptOrganisation)
  | { readonly of: 'change'; readonly value: ChangeRecord }
  | { readonly of: 'record'; readonly org: OrgId; readonly value: KeptRecord }
  | { readonly of: 'secret'; readonly value: KeptSecret }
  | { readonly of: 'set'; readonly value: InstalledSet; readonly in_use: boolean }
  | { readonly of: 'receipt'; readonly value: Receipt }
  | { readonly of: 'event'; readonly value: AuditEvent }
  /** `count` is of counters only. */
  | { readonly of: 'sign_in'; readonly value: OidcRecord; readonly count?: number }

export interface KeptSecret {
  readonly name: string
  readonly value: string
  readonly version: number
}
