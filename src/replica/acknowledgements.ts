import type { ChangeRecord } from '../model/change.ts'
import type { Beat, ReplicaStore } from '../ports/replica-store.ts'
import type { Clock } from './clock.ts'
import { LEASE_MS, MARGIN_MS, nameOf } from './lease.ts'
import { createReading } from './reading-together.ts'

const POLL_MS = 20
/** After this long without a beat a replica is taken for gone, and its record cleared away. */
const GONE_AFTER_MS = 60_000

interface Parts {
  readonly replica: string
  readonly store: ReplicaStore
  readonly clock: Clock
  /** How long a writer is kept waiting. */
  readonly patienceMs: number
}

/**
 * Waits until no replica can answer from before a change. Every wait ends: once a whole lease and its margin have
 * passed since the commit, a replica that still holds one has renewed it, and a renewal is heard after the change. Reading beats only
 * makes it end sooner.
 */
export function createAcknowledgements({ replica, store, clock, patienceMs }: Parts) {
  // When each replica's count was first seen as it is, by our clock.
  const seen = new Map<string, { count: number; at: number }>()

  const note = (beats: readonly Beat[]): readonly Beat[] => {
    const now = clock.now()
    const present = new Set(beats.map(beat => beat.replica))
    for (const gone of seen.keys()) if (!present.has(gone)) seen.delete(gone)
    for (const { replica: other, count } of beats) {
      if (seen.get(other)?.count !== count) seen.set(other, { count, at: now })
    }
    return beats
  }

  const read = createReading<'beats', readonly Beat[]>(() => store.beats().then(note))
  const silentFor = ({ replica: other }: Beat) => clock.now() - (seen.get(other)?.at ?? clock.now())
  const expired = (beat: Beat) => silentFor(beat) >= LEASE_MS + MARGIN_MS

  /** Whether everyone who may hold a lease has heard it, by a reading that began after the commit; false also when it failed. */
  const allHeard = async (name: string): Promise<boolean> => {
    const beats = await read('beats').catch(() => undefined)
    return (
      beats?.every(beat => beat.replica === replica || beat.heard.includes(name) || expired(beat)) ?? false
    )
  }

  return {
    /** True when no one can answer from before the change any more; false when the writer was kept long enough. */
    propagated: async (change: ChangeRecord): Promise<boolean> => {
      const committed = clock.now()
      const name = nameOf(change)
      for (;;) {
        // A read may hang as long as the store lets it: what is over by then is over by the clock.
        const left = Math.max(0, committed + Math.min(patienceMs, LEASE_MS + MARGIN_MS) - clock.now())
        const heard = allHeard(name)
        if (await Promise.race([heard, clock.wait(left, heard).then(() => false)])) return true
        const waited = clock.now() - committed
        if (waited >= LEASE_MS + MARGIN_MS) return true
        if (waited >= patienceMs) return false
        await clock.wait(POLL_MS)
      }
    },
    /** Keeps the count of who is silent up to date, and clears away who is gone. */
    watch: async (): Promise<void> => {
      const beats = await read('beats').catch(() => [])
      for (const beat of beats) {
        if (silentFor(beat) < GONE_AFTER_MS) continue
        await store.leave(beat.replica).catch(() => undefined)
      }
    },
  }
}
