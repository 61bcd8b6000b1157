import type { AuditEvent } from '../model/audit.ts'
import type { AuditChain } from '../model/audit-chain.ts'
import type { OrgId } from '../model/id.ts'
import type { Page, PageRequest } from '../model/page.ts'

/**
 * The trail. Events of changes are written with the change itself; `append` is for what changed nothing. The store itself links
 * each line to the one before it, in the transaction that writes it; lines of an organisation that is not there are in no chain.
 */
export interface AuditStore {
  /**
   * The moment of a line that is noted now and appended later. It is dated by the store's clock, as changes are: not before those
   * that were acknowledged, and before those that begin later.
   */
  noted(): Date
  /** All of them or none. */
  append(events: readonly AuditEvent[]): Promise<void>
  /** The newest first. All filters are exact matches; `since` is inclusive, `until` exclusive. */
  query(org: OrgId, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>>
  /** Where the chain of an organisation begins and ends; undefined for an organisation that is not there. */
  chain(org: OrgId): Promise<AuditChain | undefined>
  /** Lines of the chain with a number above `after`, in its order. What is also kept beside a line to find it is read from there. */
  chained(org: OrgId, after: number, limit: number): Promise<readonly AuditEvent[]>
  /** The lines that are in no chain, at most `limit` of them, those written last: how many there are, and when the newest was written. */
  unchained(org: OrgId, limit: number): Promise<{ readonly lines: number; readonly newest?: Date }>
  /** Whether any line is older. */
  hasOlder(org: OrgId, than: Date): Promise<boolean>
  /**
   * Deletes the oldest lines, as far as they are older than `before` and no younger one stands before them in the chain, and writes
   * a line that says so: a bounded number, all or nothing. Answers how many; 0 when there are none.
   */
  prune(org: OrgId, before: Date): Promise<number>
}

export interface AuditFilter {
  readonly actor?: string
  readonly operation?: string
  readonly outcome?: AuditEvent['outcome']
  readonly target?: string
  /** Lines that touch this one: as actor, as target, or in an effect. Lines of older versions know the first two only. */
  readonly subject?: string
  readonly since?: Date
  readonly until?: Date
}
