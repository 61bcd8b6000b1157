import type { CompiledSet } from '../engine/set.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import { onBehalfOf } from '../engine/turns.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Store } from '../ports/store.ts'
import { createHeldSnapshots } from './held-snapshots.ts'
import { createLoading } from './loading.ts'
import type { ObserveReplica } from './observe.ts'

/** Snapshots in memory. One is only ever replaced by a whole, newer one. */
export interface SnapshotCache {
  /** What is held and not known to be old. */
  hot(org: OrgId): Snapshot | undefined
  /**
   * The organisation at `atLeast` or newer; reads when it must. Undefined where there is none (any more).
   * @throws Problem not_yet_consistent when the store itself is older than that
   */
  get(org: OrgId, atLeast?: Revision): Promise<Snapshot | undefined>
  /** Takes in a committed change, from wherever it comes first; with what was `made` of it, where that is known. */
  follow(change: ChangeRecord, made?: Snapshot): void
  /** Changes may have been missed: nothing held may be answered from until it was caught up. */
  distrust(reason: string): void
  /** A newer revision was committed than what is held: it is caught up at the next use. */
  outdated(org: OrgId): void
  /** Organisations in memory of which stored rules have ended, and in how many milliseconds the next rule of one ends. */
  ending(): { readonly ended: readonly OrgId[]; readonly nextIn: number }
  /** How many of their rules end within so many milliseconds. */
  endingWithin(ms: number): number
  /** What is held is not what is stored: it is read whole at the next use. */
  forget(org: OrgId): void
}

export interface SnapshotCacheParts {
  readonly store: Pick<Store, 'policy' | 'records'>
  compiled(name: string): Promise<CompiledSet>
  /** Approximate bytes of snapshots to keep. */
  readonly memory: number
  readonly observe: ObserveReplica
  /** The time by which rules end, in milliseconds since 1970. */
  time(): number
}

export function createSnapshotCache(parts: SnapshotCacheParts): SnapshotCache {
  const { store, compiled, memory, observe, time } = parts
  const held = createHeldSnapshots(memory, observe.holding, time)
  const read = createLoading({ store, compiled })
  const loading = new Map<OrgId, { newest: Revision; done: Promise<Snapshot | undefined> }>()

  const hot = (org: OrgId) => {
    const snapshot = held.current(org)
    return snapshot?.organisation.deleted_at ? undefined : snapshot
  }

  const load = (org: OrgId): Promise<Snapshot | undefined> => {
    const under = loading.get(org)
    if (under) return under.done
    const begin = performance.now()
    const entry = { newest: 0, done: Promise.resolve<Snapshot | undefined>(undefined) }
    // Whoever asked first: all who ask about the organisation wait for it, so no work of it that is older goes before.
    entry.done = onBehalfOf(org, () => read(org, held.any(org)), { since: 0 })
      .then(async found => {
        const snapshot = found && (await withoutEnded(found, time()))
        observe.loaded({ org, seconds: (performance.now() - begin) / 1000 })
        if (snapshot) held.keep(org, snapshot, Math.max(entry.newest, snapshot.revision))
        return snapshot
      })
      .finally(() => loading.delete(org))
    loading.set(org, entry)
    return entry.done
  }

  const get = async (org: OrgId, atLeast: Revision = 0): Promise<Snapshot | undefined> => {
    const known = held.current(org)
    if (known && known.revision >= atLeast) return hot(org)
    // A load that was under way when this was asked may have begun too early: the second one did not.
    for (let tries = 0; tries < 3; tries += 1) {
      if (!(await load(org))) return undefined
      const latest = held.current(org)
      if (latest && latest.revision >= atLeast) return hot(org)
    }
    throw new Problem('not_yet_consistent')
  }

  return {
    hot,
    ending: held.ending,
    endingWithin: held.endingWithin,
    get,
    follow: (change, made) => {
      const under = loading.get(change.org)
      if (under) under.newest = Math.max(under.newest, change.revision)
      held.follow(change, made)
    },
    distrust: reason => {
      observe.distrusted(reason)
      held.distrust()
      // What is being read began before the gap was known: it is read again.
      for (const entry of loading.values()) entry.newest = Number.POSITIVE_INFINITY
    },
    outdated: held.outdated,
    forget: held.forget,
  }
}

const withoutEnded = (snapshot: Snapshot, now: number): Snapshot | Promise<Snapshot> =>
  snapshot.endsAt > now ? snapshot : snapshot.endedBy(now)
