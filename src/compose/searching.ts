import type { Config } from '../config/config.ts'
import { createCursors, SEARCH_MS } from '../http/search/cursor.ts'
import type { Store } from '../ports/store.ts'
import { createPinned } from '../replica/pinned.ts'
import { encryptionKeys } from './encryption-key.ts'

/** Snapshots that searches read take at most this part of the memory for snapshots, beside it. */
const SHARE = 4

/** What searches that come in pages stand on. Every replica signs and reads the same cursors. */
export const searching = async (config: Config, store: Store, now: () => Date) => {
  return {
    cursors: createCursors(await encryptionKeys(config, store.secrets), now),
    pinned: createPinned({ memory: config.limits.memory / SHARE, keptMs: SEARCH_MS, now }),
  }
}
