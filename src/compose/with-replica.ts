import type { Commit } from '../change/commit.ts'
import { createDoor } from '../change/door.ts'
import { openStore } from '../compose.ts'
import type { Config } from '../config/config.ts'
import { createInstalledSets, type InstalledSets } from '../policy/installed.ts'
import type { Store } from '../ports/store.ts'
import { createReplica, type Replica } from '../replica/replica.ts'

export interface OfflineStore {
  readonly store: Store
  readonly sets: InstalledSets
  readonly replica: Replica
  /** The door of the service itself; nobody listens to it here, so applications learn of an ended session at their next call. */
  readonly commit: Commit
}

/**
 * Runs work that changes organisations, as a further replica of the store that serves nobody. The embedded store must not be
 * served meanwhile. @throws StoreUnusable; what `work` throws
 */
export async function withReplica<T>(config: Config, work: (rooms: OfflineStore) => Promise<T>): Promise<T> {
  const store = await openStore(config.store)
  try {
    const sets = createInstalledSets(store.sets)
    const { memory } = config.limits
    const replica = await createReplica({ store, compiled: sets.compiled, memory })
    try {
      const { commit } = createDoor({ commit: replica.commit, oidc: store.oidc, records: store.records })
      return await work({ store, sets, replica, commit })
    } finally {
      await replica.close()
    }
  } finally {
    await store.close()
  }
}
