import type { Revision } from '../model/change.ts'

/** How long a key is remembered. After that it is free again. */
export const RECEIPT_LIFE_MS = 24 * 3_600_000

/**
 * Idempotency keys and the answers given under them, over all processes. A key is taken before its work is done. A change that is
 * made under it is written to the receipt in its own transaction (PolicyStore.apply), and the answer is added after.
 */
export interface ReceiptStore {
  /**
   * Takes a key if it is free; of two callers at once, one gets it. A key is free when nobody took it, when it has expired, or
   * when it was taken before `abandonedBefore` and has neither a change nor an answer.
   * @returns undefined when it was taken, and the receipt that is there when it was not
   */
  take(key: ReceiptKey, abandonedBefore: Date): Promise<Receipt | undefined>
  /** Keeps the answer (sealed by the caller: the store cannot read it). Does nothing when the key is not held any more. */
  complete(key: ReceiptKey, sealed: Uint8Array): Promise<void>
  /** Gives the key back after a refusal. One under which a change was made, or that is not held any more, stays as it is. */
  release(key: ReceiptKey): Promise<void>
  /** Undefined when the key is unused or has expired. */
  find(id: string): Promise<Receipt | undefined>
  prune(before: Date): Promise<number>
}

/** A key as it was taken: `at` tells its holder from the one before. */
export interface ReceiptKey {
  readonly id: string
  readonly body_hash: string
  readonly at: Date
}

export interface Receipt extends ReceiptKey {
  /** Of the change that was made; 0 while there is none. */
  readonly revision: Revision
  /** Absent while the work is under way, and when the process died before its answer was kept. */
  readonly sealed?: Uint8Array
}
