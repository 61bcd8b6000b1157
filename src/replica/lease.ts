import type { ChangeRecord } from '../model/change.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { MAX_HEARD, type ReplicaStore } from '../ports/replica-store.ts'
import type { Clock } from './clock.ts'
import type { ObserveReplica } from './observe.ts'

/** How long a replica may answer from memory after it began the beat that it heard back. */
export const LEASE_MS = 2_000
/** What a holder gives away and a waiter adds, so that clocks of different speed agree that a lease is over. */
export const MARGIN_MS = 200
/** How often a beat is written when nothing calls for one sooner. */
export const BEAT_EVERY_MS = 500

/** The name of a change in a beat. */
export const nameOf = ({ org, revision }: Pick<ChangeRecord, 'org' | 'revision'>): string =>
  `${org}@${revision}`

export interface Lease {
  /** Whether memory may be answered from at this very moment. */
  valid(): boolean
  /** One's own beat came back through the stream of changes. */
  echoed(count: number): void
  /** A narrowing change was taken in: tell those who wait for it. */
  heard(change: ChangeRecord): void
  /** Beats until it is stopped. */
  run(): Promise<void>
  stop(): Promise<void>
}

interface LeaseParts {
  readonly replica: string
  readonly store: ReplicaStore
  readonly clock: Clock
  readonly observe: Pick<ObserveReplica, 'leased' | 'failed'>
}

/**
 * The right to answer from memory. A beat is written to the store and comes back through the same stream as the changes; when
 * it does, every change committed before it was written has been taken in, and none can have been acknowledged without us
 * before the beat was begun. So the lease runs from the beginning of the beat, by our own clock, and needs no other's.
 */
export function createLease({ replica, store, clock, observe }: LeaseParts): Lease {
  let count = 0
  let until = Number.NEGATIVE_INFINITY
  let running = true
  let wake = Promise.withResolvers<void>()
  const begun = new Map<number, number>()
  let lately: { readonly name: string; readonly at: number }[] = []

  const valid = () => clock.now() < until

  /** A beat that could not be written renews nothing, which is all that has to follow from it. */
  const lost = (error: unknown): void => {
    if (!(error instanceof StoreUnavailable)) observe.failed(error)
  }

  const beat = async () => {
    count += 1
    begun.set(count, clock.now())
    // Beats that never came back are forgotten with the lease that they could have given.
    begun.delete(count - 64)
    // Nobody waits for a change for longer than this.
    lately = lately.filter(({ at }) => clock.now() - at < 2 * (LEASE_MS + MARGIN_MS)).slice(-MAX_HEARD)
    await store.beat({ replica, count, heard: lately.map(({ name }) => name) }).catch(lost)
  }

  return {
    valid,
    echoed: echo => {
      const from = begun.get(echo)
      if (from === undefined) return
      for (const earlier of begun.keys()) if (earlier <= echo) begun.delete(earlier)
      until = Math.max(until, from + LEASE_MS - MARGIN_MS)
    },
    heard: change => {
      lately.push({ name: nameOf(change), at: clock.now() })
      wake.resolve()
    },
    run: async () => {
      let held = false
      while (running) {
        wake = Promise.withResolvers()
        await beat()
        if (held !== valid()) {
          held = !held
          observe.leased(held)
        }
        await clock.wait(BEAT_EVERY_MS, wake.promise)
      }
    },
    stop: async () => {
      running = false
      until = Number.NEGATIVE_INFINITY
      wake.resolve()
      await store.leave(replica).catch(lost)
    },
  }
}
