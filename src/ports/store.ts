import type { Archive } from './archive.ts'
import type { AuditStore } from './audit-store.ts'
import type { DecisionStore } from './decision-store.ts'
import type { OidcStore } from './oidc-store.ts'
import type { PolicySetStore } from './policy-set-store.ts'
import type { PolicyStore } from './policy-store.ts'
import type { ReceiptStore } from './receipt-store.ts'
import type { RecordStore } from './record-store.ts'
import type { ReplicaStore } from './replica-store.ts'
import type { SecretStore } from './secret-store.ts'

/** Everything that is stored. Implemented by `adapters/sqlite` and `adapters/mongodb`. */
export interface Store {
  /** Made with the store and never changed; part of every consistency token. 1-64 of A-Z a-z 0-9 -. */
  readonly id: string
  /** The time by which changes are dated and rules end: one for all processes, as far as the store can tell it. */
  now(): Date
  readonly policy: PolicyStore
  readonly sets: PolicySetStore
  /** People, groups, resources, keys, identity providers and whatever else organisations keep. */
  readonly records: RecordStore
  readonly audit: AuditStore
  readonly decisions: DecisionStore
  readonly receipts: ReceiptStore
  readonly secrets: SecretStore
  /** Present where several processes may stand on the store at once. */
  readonly replicas?: ReplicaStore
  /** Sessions, codes and tokens of the embedded provider. */
  readonly oidc: OidcStore
  /** All of the above at once, for copying and checking. */
  readonly archive: Archive
  /** Resolves when a trivial read succeeds. @throws StoreUnavailable */
  ready(): Promise<void>
  /** Releases everything; acknowledged writes are on disk. Idempotent. */
  close(): Promise<void>
}

/** Which version of itself a store is of, and which one this program brings it to. */
export interface StoreVersion {
  readonly present: number
  readonly newest: number
}
