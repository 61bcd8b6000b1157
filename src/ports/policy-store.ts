import type { Change, ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import type { Organisation } from '../model/organisation.ts'
import type { Page, PageRequest } from '../model/page.ts'
import type { Rule } from '../model/rule.ts'

/** Rules of every organisation, by revision. One writer wins each revision; readers never see half a change. */
export interface PolicyStore {
  /** The newest committed revision, read from the primary; 0 where there is no such organisation. */
  head(org: OrgId): Promise<Revision>

  /**
   * An organisation with its rules at a revision (the head when absent), as one consistent read.
   * Undefined where there is no such organisation or the revision is not between 1 and the head.
   * Rules stream in the order in which they were added, in batches; the reader must finish or return the iterator.
   * The organisation's record is today's even when the rules are older.
   */
  snapshot(org: OrgId, revision?: Revision): Promise<PolicySnapshot | undefined>

  /**
   * Commits `change` as the revision after `change.expected`, with its records, change record, audit line and receipt, or leaves
   * no trace. The first change of an organisation has `expected: 0` and puts the organisation.
   * @throws Conflict when `change.expected` is not the head
   * Removals hold before additions: a rule that is removed and added in one change moves to the end of the order.
   * @throws RuleExists, RuleMissing when an add is there already or a removal is not; also for duplicates within the change
   * @throws ReceiptExists when the receipt's key is not held any more
   * @throws StoreUnavailable when it was not committed; OutcomeUnknown when that could not be learnt in bounded time
   */
  apply(org: OrgId, change: Change): Promise<{ revision: Revision; at: Date }>

  /**
   * True where changes are carried out in the order in which they were handed over, each after the one before it was made or
   * refused: a change may be handed over while the one that it follows is on its way.
   */
  readonly inOrder?: true

  /** Change records of an organisation, the newest first, rules included. */
  history(org: OrgId, page: PageRequest): Promise<Page<ChangeRecord>>

  /** The change records after `after` and up to `until` (both of one organisation), in order. */
  changes(org: OrgId, after: Revision, until?: Revision): AsyncIterable<ChangeRecord>

  /** The newest revision committed at or before `at`; 0 when there is none. */
  revisionAt(org: OrgId, at: Date): Promise<Revision>

  /** For each rule the revision that added it, as it held at `at`; undefined for a rule that did not. At most 1,000 rules. */
  origins(org: OrgId, rules: readonly Rule[], at: Revision): Promise<readonly (Revision | undefined)[]>

  /** The additions and removals that turn the rules at `from` into the rules at `to`, forwards or backwards. */
  diff(org: OrgId, from: Revision, to: Revision): Promise<{ adds: readonly Rule[]; removes: readonly Rule[] }>

  /** The same, for who goes on from what it holds; undefined when that takes more than so many rules. */
  diffWithin(
    most: number,
    org: OrgId,
    from: Revision,
    to: Revision,
  ): Promise<{ adds: readonly Rule[]; removes: readonly Rule[] } | undefined>

  /** The oldest revision whose rules are kept: 1 until older ones were pruned. */
  oldest(org: OrgId): Promise<Revision>

  /**
   * Forgets the rules that were gone before `before`: of each organisation the rules are kept from the newest revision at that time
   * on, and `snapshot`, `origins` and `diff` throw PastPruned for older ones. Change records stay. Answers how many were deleted.
   */
  prune(before: Date): Promise<number>

  /**
   * Calls the listener for every change committed from now on, by any process, in revision order per organisation. `gap` means
   * that some changes may have been missed and that all later ones will be delivered: what was read before the call must be read
   * again. `replica` is the replica whose beats to deliver. Resolves once it is listening.
   */
  watch(listener: ChangeListener, replica?: string): Promise<() => Promise<void>>
}

export interface PolicySnapshot {
  readonly organisation: Organisation
  readonly revision: Revision
  readonly rules: AsyncIterable<readonly Rule[]>
}

export interface ChangeListener {
  change(record: ChangeRecord): void
  gap(reason: string): void
  /** One's own beat came back, after every change that was committed before it was written: see ReplicaStore. */
  beat?(count: number): void
}
