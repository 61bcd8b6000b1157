import type { Binary, Collection, Db } from 'mongodb'
import type { AuditChain, ChainLink } from '../../../src/model/audit-chain.ts'
import type { OrgId } from '../../../src/model/id.ts'
import type { OrgSettings } from '../../../src/model/organisation.ts'
import type { RecordRow } from '../../../src/model/record-row.ts'
import { type Kinds, records } from '../../../src/model/records.ts'
import type { OidcKind } from '../../../src/ports/oidc-store.ts'

/**
 * The shapes of what is kept. A record of an organisation has `_id: ORG/ID`, which sorts as its id does within the organisation
 * and stays on one shard with it. JSON whose keys are a caller's is kept as text: no key of theirs is ever a field name here.
 */
export interface Meta {
  readonly _id: string
  readonly [field: string]: unknown
}

export interface OrganisationDocument {
  /** The organisation's id. */
  readonly _id: string
  /** The head: every change moves it, so no two changes can be made on the same one. */
  readonly revision: number
  /** When the head was committed; never runs backwards. */
  readonly at: Date
  readonly name: string
  readonly policy_set: string
  readonly settings: OrgSettings
  readonly created_at: Date
  readonly deleted_at?: Date
  /** Of its trail; absent in documents of older versions. */
  readonly chain?: AuditChain
}

/** A rule as the Casbin adapter writes it, and what a store of many organisations and revisions needs beside. */
export interface RuleDocument {
  readonly org: string
  readonly ptype: string
  /** SHA-256 of the rule: what makes it the same rule. */
  readonly k: string
  /** The revision that added it, and its place in that change: their order is the order of the rules. */
  readonly since: number
  readonly nth: number
  /** The revision that removed it; 0 while it holds. */
  readonly until: number
  /** `v0`, `v1`, ... as many as it has fields. */
  readonly [field: `v${number}`]: string
}

export interface ChangeDocument {
  /** `ORG/` and the revision, padded: unique, and in order. */
  readonly _id: string
  readonly org: string
  readonly revision: number
  readonly at: Date
  /** Which call of `apply` wrote it: how a process learns that a commit held whose answer was lost. */
  readonly change: string
  readonly actor: string
  readonly operation: string
  readonly target: string
  readonly reason?: string
  readonly request_id?: string
  readonly adds: readonly (readonly string[])[]
  readonly removes: readonly (readonly string[])[]
  readonly narrows: boolean
  readonly touched: readonly string[]
  /** How many further documents hold the rest of its rules. */
  readonly parts: number
}

export interface ChangePartDocument {
  /** The change's `_id`, `/` and the part, padded. */
  readonly _id: string
  readonly adds: readonly (readonly string[])[]
  readonly removes: readonly (readonly string[])[]
}

/** A record under its organisation: see records/documents.ts. */
export interface RecordDocument {
  readonly _id: string
  readonly org: string
  readonly [field: string]: unknown
}

export interface AuditDocument extends RecordDocument {
  readonly at: Date
  readonly chain?: ChainLink
}

export interface DecisionBlockDocument {
  readonly _id: string
  readonly org: OrgId
  readonly since: Date
  readonly until: Date
  readonly size: number
  readonly directory: Binary
  /** JSON. */
  readonly rows: string
}

export interface ReceiptDocument {
  readonly _id: string
  readonly body_hash: string
  readonly revision: number
  readonly at: Date
  readonly sealed?: Binary
  /** Of the very call that took the key; absent in receipts of older versions. */
  readonly taker?: string
}

export interface SecretDocument {
  readonly _id: string
  readonly value: string
  readonly version: number
}

export interface SetDocument {
  readonly _id: string
  readonly name: string
  readonly digest: string
  readonly installed_at: Date
  readonly texts: readonly { readonly file: string; readonly text: string }[]
}

export interface OidcDocument {
  /** `KIND/ID`. */
  readonly _id: string
  readonly kind: OidcKind
  readonly id: string
  /** JSON. */
  readonly payload: string
  readonly expires_at: Date
  readonly consumed_at?: Date
  readonly account?: string
  readonly client?: string
  readonly grant?: string
  readonly session?: string
  readonly uid?: string
  readonly user_code?: string
  readonly count?: number
}

export interface BeatDocument {
  /** The replica. */
  readonly _id: string
  readonly count: number
  readonly heard: readonly string[]
  /** For people who look; the protocol reads no clock but its own. */
  readonly at: Date
}

/** The collection of a kind of record, and what is said of the kind. */
export interface Kept {
  readonly row: RecordRow<never>
  readonly collection: Collection<RecordDocument>
}

/** Every collection, typed. */
export const collectionsOf = (db: Db, kinds: Kinds = records) => ({
  ...fixedCollections(db),
  records: Object.fromEntries(
    Object.entries(kinds).map(([kind, row]) => [kind, { row, collection: db.collection(row.table) }]),
  ) as Readonly<Record<string, Kept>>,
})

/** The collection of this kind. */
export const collectionOf = ({ records: kept }: Pick<Collections, 'records'>, kind: string): Kept => {
  const found = Object.hasOwn(kept, kind) ? kept[kind] : undefined
  if (!found) throw new TypeError(`there is no kind of record ${kind}`)
  return found
}

const fixedCollections = (db: Db) => ({
  meta: db.collection<Meta>('meta'),
  organisations: db.collection<OrganisationDocument>('organisations'),
  rules: db.collection<RuleDocument>('rules'),
  changes: db.collection<ChangeDocument>('changes'),
  change_parts: db.collection<ChangePartDocument>('change_parts'),
  audit: db.collection<AuditDocument>('audit'),
  decision_blocks: db.collection<DecisionBlockDocument>('decision_blocks'),
  receipts: db.collection<ReceiptDocument>('receipts'),
  secrets: db.collection<SecretDocument>('secrets'),
  sets: db.collection<SetDocument>('sets'),
  set_versions: db.collection<SetDocument>('set_versions'),
  oidc: db.collection<OidcDocument>('oidc'),
  beats: db.collection<BeatDocument>('beats'),
})

export type Collections = ReturnType<typeof collectionsOf>
/** The collections that are the same whatever kinds of records there are. */
export type FixedCollections = ReturnType<typeof fixedCollections>

/** Any of the collections, when only its name matters. */
export type Named = Pick<Collection, 'namespace'>
