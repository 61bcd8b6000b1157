import type { Store } from '../ports/store.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import type { Clock } from './clock.ts'
import { aloneFreshness, type Freshness, sharedFreshness } from './freshness.ts'
import { BEAT_EVERY_MS, createLease, LEASE_MS, type Lease } from './lease.ts'
import type { ObserveReplica } from './observe.ts'

export interface Membership {
  readonly freshness: Freshness
  /** Absent where this process has the store for itself. */
  readonly lease?: Lease & { readonly replica: string }
  /** Begins to beat, once the changes are followed. Resolves when the first lease is held, or at least was tried for. */
  join(): Promise<void>
  leave(): Promise<void>
}

interface Parts {
  readonly id: string
  readonly store: Store
  readonly clock: Clock
  readonly observe: ObserveReplica
  readonly writerMs: number
}

/** One among the replicas of a store; or the only one, where the store is not shared. */
export function joinReplicas({ id, store, clock, observe, writerMs }: Parts): Membership {
  if (!store.replicas) {
    const nothing = async () => undefined
    return { freshness: aloneFreshness(store), join: nothing, leave: nothing }
  }
  const lease = createLease({ replica: id, store: store.replicas, clock, observe })
  const others = createAcknowledgements({ replica: id, store: store.replicas, clock, patienceMs: writerMs })
  let present = true
  let ended: Promise<unknown> = Promise.resolve()

  const lookAround = async () => {
    while (present) {
      await others.watch()
      await clock.wait(BEAT_EVERY_MS)
    }
  }

  return {
    freshness: sharedFreshness(store, lease, others),
    lease: { ...lease, replica: id },
    join: async () => {
      ended = Promise.all([lease.run(), lookAround()])
      const begun = clock.now()
      while (!lease.valid() && clock.now() - begun < LEASE_MS) await clock.wait(10)
    },
    leave: async () => {
      present = false
      await lease.stop()
      await ended
    },
  }
}
