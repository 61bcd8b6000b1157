import type { OrgId } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { BoundedKind, NotedKind, RecordKey, RecordKind, RecordOf, Where } from '../model/records.ts'

/**
 * Reads the records that organisations have beside their rules, by kind (see model/records.ts). Writing is a change of the
 * organisation: see PolicyStore.apply. Texts are compared byte for byte.
 */
export interface RecordStore {
  find<K extends RecordKind>(kind: K, org: OrgId, key: RecordKey<K>): Promise<RecordOf<K> | undefined>

  /** Those of `ids` (at most 1,000) that exist, in the order asked. */
  several<K extends RecordKind>(
    kind: K,
    org: OrgId,
    ids: readonly RecordKey<K>[],
  ): Promise<readonly RecordOf<K>[]>

  /** In byte order of the part of the key that the request leaves open; where it leaves two open, in an order of the store's own. */
  list<K extends RecordKind>(kind: K, org: OrgId, request: ListRequest<K>): Promise<Page<RecordOf<K>>>

  /** All of an organisation, in byte order of id: at most as many as the row's `bound`. */
  all<K extends BoundedKind>(kind: K, org: OrgId): Promise<readonly RecordOf<K>[]>

  /**
   * Over all organisations that were not deleted, in byte order of their ids, by a lookup that is over the installation; at most
   * {@link MAX_ANYWHERE}. Read from the primary: credentials are found by it. What has expired is found too: the caller checks.
   */
  anywhere<K extends RecordKind>(kind: K, where: Where<K>): Promise<readonly Found<K>[]>

  /** Notes a use of each. Never moves a note backwards; may be lost in a crash. */
  note<K extends NotedKind>(kind: K, uses: readonly Use[]): Promise<void>

  /** Undefined for one that was deleted. */
  organisation(id: OrgId): Promise<Organisation | undefined>
  /** In byte order of id, without those that were deleted. */
  organisations(page: PageRequest): Promise<Page<Organisation>>
}

export interface ListRequest<K extends RecordKind> extends PageRequest {
  readonly where?: Where<K>
  /** What their ids begin with; ends in an ASCII character. */
  readonly begins?: string
  /** What a lookup begins with, of those over the organisation whose kind has one key field. The page is then in byte order of the lookup. */
  readonly starts?: Starts<K>
  /** A value that they are found among, of kinds that have such. The page is in byte order of id; without `where` and `starts`. */
  readonly among?: Among
}

export interface Among {
  /** As the kind's row calls it. */
  readonly name: string
  readonly value: string
}

/** A lookup of the kind, and how its value begins: at least one character. */
export interface Starts<K extends RecordKind> {
  readonly lookup: keyof Where<K> & string
  readonly text: string
}

/** The least text that is greater than all that begin with `text`: no text has this last character. */
export const endOf = (text: string): string => `${text}\u{10FFFF}`

export interface Found<K extends RecordKind> {
  readonly org: OrgId
  readonly value: RecordOf<K>
}

export interface Use {
  readonly org: OrgId
  readonly id: string
  readonly at: Date
}

export const MAX_ANYWHERE = 20
