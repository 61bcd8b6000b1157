/** The errors that a store may throw. Any other error is a defect. */

/** The change was computed from a head that is no longer the head; nothing was written. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** An added rule is there already; nothing was written. */
export class RuleExists extends Error {
  override readonly name = 'RuleExists'
}

/** A removed rule is not there; nothing was written. */
export class RuleMissing extends Error {
  override readonly name = 'RuleMissing'
}

/** The rules of a revision were pruned: they are kept from revision `since` on. */
export class PastPruned extends Error {
  override readonly name = 'PastPruned'
  readonly since: number

  constructor(since: number) {
    super(`the rules are kept from revision ${since} on`)
    this.since = since
  }
}

/** The idempotency key of the change was used before; nothing was written. */
export class ReceiptExists extends Error {
  override readonly name = 'ReceiptExists'
}

/** The store cannot be reached, or cannot keep its promises. The write was not made, except for {@link OutcomeUnknown}. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable'
}

/** A change was sent and no answer came in time: it may or may not have been committed. */
export class OutcomeUnknown extends StoreUnavailable {
  override readonly name = 'OutcomeUnknown'
}

/** The store cannot be opened: damaged, foreign, newer, locked by another process, read-only, full. One line that a person can act on. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable'
}

/** A stored record cannot be read: something other than this service changed it. `kasbah doctor` names the record. */
export class RecordDamaged extends Error {
  override readonly name = 'RecordDamaged'
}
