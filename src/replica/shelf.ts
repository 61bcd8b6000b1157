import type { CompiledSet } from '../engine/set.ts'
import { loadSnapshot, type Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord, Revision } from '../model/change.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { Store } from '../ports/store.ts'
import { createHeld } from './held.ts'

/** Snapshots in memory, the least used let go first. A snapshot is only ever replaced by a whole, newer one. */
export interface Shelf {
  /** What is held and not known to be old. */
  hot(org: OrgId): Snapshot | undefined
  /**
   * The organisation at `atLeast` or newer; loads when it must. Undefined where there is none (any more).
   * @throws Problem not_yet_consistent when it changes faster than it can be read
   */
  get(org: OrgId, atLeast?: Revision): Promise<Snapshot | undefined>
  /** Takes in a committed change, from wherever it comes first. */
  follow(change: ChangeRecord): void
  /** Changes may have been missed: nothing held may be answered from until it was read again. */
  distrust(reason: string): void
  /** Reads the organisation anew at its next use. */
  forget(org: OrgId): void
}

export interface ShelfParts {
  readonly store: Store
  compiled(name: string): Promise<CompiledSet>
  readonly memory: number
  readonly observe: ObserveReplica
}

/** Facts for operators. */
export interface ObserveReplica {
  loaded(fact: { readonly seconds: number }): void
  distrusted(reason: string): void
  /** Approximate bytes of the snapshots in memory. */
  holding(bytes: number): void
  changed(fact: { readonly propagated: boolean }): void
}

export function createShelf({ store, compiled, memory, observe }: ShelfParts): Shelf {
  const held = createHeld(memory, observe.holding)
  const loading = new Map<OrgId, { newest: Revision; done: Promise<Snapshot | undefined> }>()

  const hot = (org: OrgId) => {
    const snapshot = held.current(org)
    return snapshot?.organisation.deleted_at ? undefined : snapshot
  }

  const read = async (org: OrgId): Promise<Snapshot | undefined> => {
    const begin = performance.now()
    const stored = await store.policy.snapshot(org)
    if (!stored) return undefined
    const snapshot = await loadSnapshot(await compiled(stored.organisation.policy_set), stored)
    observe.loaded({ seconds: (performance.now() - begin) / 1000 })
    return snapshot
  }

  const load = (org: OrgId): Promise<Snapshot | undefined> => {
    const under = loading.get(org)
    if (under) return under.done
    const entry = { newest: 0, done: Promise.resolve<Snapshot | undefined>(undefined) }
    entry.done = read(org)
      .then(snapshot => {
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
      const loaded = await load(org)
      if (!loaded) return undefined
      const latest = held.current(org)
      if (latest && latest.revision >= atLeast) return hot(org)
    }
    throw new Problem('not_yet_consistent')
  }

  const follow = (change: ChangeRecord) => {
    const under = loading.get(change.org)
    if (under) under.newest = Math.max(under.newest, change.revision)
    held.follow(change)
  }

  const distrust = (reason: string) => {
    observe.distrusted(reason)
    held.clear()
    // What is being read began before the gap was known: it is read again.
    for (const entry of loading.values()) entry.newest = Number.POSITIVE_INFINITY
  }

  return { hot, get, follow, distrust, forget: held.forget }
}
