import type { Revision } from '../model/change.ts'

/**
 * Answers given under idempotency keys. A receipt is written in the transaction of its change (PolicyStore.apply), so a key
 * that was used has changed something exactly once; its answer is added after.
 */
export interface ReceiptStore {
  /** Undefined when unused or older than its life. */
  find(id: string): Promise<Receipt | undefined>
  /** Keeps the answer (sealed by the caller: the store cannot read it) with the receipt. */
  complete(id: string, sealed: Uint8Array): Promise<void>
  prune(before: Date): Promise<number>
}

export interface Receipt {
  readonly id: string
  readonly body_hash: string
  readonly revision: Revision
  readonly at: Date
  /** Absent when the process died between the change and its answer. */
  readonly sealed?: Uint8Array
}
