import type { ExecutionContext } from 'ava'
import type { Store } from '../../src/ports/store.ts'

/** A store that a test may do anything with, and what it takes to leave it and come back. */
export interface StoreUnderTest {
  readonly store: Store
  /** Closes it, and opens the same data again. */
  reopen(): Promise<Store>
  /** One more handle on the same data, as another replica has it; absent where one process owns the data. */
  readonly second?: () => Promise<Store>
  /** False where this handle cannot make rules again from changes: its process shares the data with others. */
  readonly restores?: boolean
}

/**
 * Opens a store for one test and closes all its handles through `t.teardown`. The data may be shared between tests:
 * every test names its own organisations, secrets and sets (see sample.ts) and counts only those.
 * `now` is the store's clock.
 */
export type OpenStore = (
  t: ExecutionContext,
  options?: { readonly now?: () => Date },
) => Promise<StoreUnderTest>
