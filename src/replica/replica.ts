/**
 * The replica owns which snapshot may be answered from, here and now: it loads organisations on first use, follows
 * every committed change, and is the one door through which an organisation changes. It decides nothing and stores nothing.
 */
import type { CompiledSet } from '../engine/set.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord } from '../model/change.ts'
import type { ConsistencyMode } from '../model/consistency.ts'
import type { OrgId } from '../model/id.ts'
import type { Commit, CommitFirst } from '../ports/committer.ts'
import type { ChangeListener } from '../ports/policy-store.ts'
import type { Store } from '../ports/store.ts'
import { createCommit } from './commit.ts'
import { createFreshness, type Freshness } from './freshness.ts'
import { createShelf, type ObserveReplica } from './shelf.ts'

export interface Replica {
  /**
   * The organisation to answer from, as fresh as asked; undefined where there is none.
   * @throws Problem foreign_token, not_yet_consistent, store_unavailable
   */
  at(org: OrgId, mode?: ConsistencyMode): Promise<Snapshot | undefined>
  /** The same without waiting, when what is held may be answered from as it is. */
  hot(org: OrgId): Snapshot | undefined
  /** Whether what is held in memory may be relied on at this moment. */
  trusted(): boolean
  readonly commit: Commit
  readonly commitFirst: CommitFirst
  /** The consistency token of a revision of an organisation in this store. */
  token(org: OrgId, revision: number): string
  close(): Promise<void>
}

export interface ReplicaParts {
  readonly store: Store
  /** The compiled set of that name, as installed. */
  compiled(name: string): Promise<CompiledSet>
  /** Approximate bytes of snapshots to keep. */
  readonly memory: number
  /** Others who hold things in memory that changes make old. Told before a change is acknowledged, perhaps twice. */
  readonly followers: readonly ChangeListener[]
  /** Facts for operators; nobody is told when absent. */
  readonly observe?: ObserveReplica
  /** Who else answers; absent where one process has the store for itself. */
  readonly freshness?: Freshness
}

export async function createReplica(parts: ReplicaParts): Promise<Replica> {
  const observe = parts.observe ?? unobserved
  const shelf = createShelf({ ...parts, observe })
  const freshness = parts.freshness ?? createFreshness(parts.store)
  const follow = (change: ChangeRecord) => {
    shelf.follow(change)
    for (const follower of parts.followers) follower.change(change)
  }
  const gap = (reason: string) => {
    shelf.distrust(reason)
    for (const follower of parts.followers) follower.gap(reason)
  }
  const stop = await parts.store.policy.watch({ change: follow, gap })
  const { commit, commitFirst } = createCommit({ store: parts.store, shelf, freshness, follow, observe })
  return {
    at: async (org, mode) => {
      const wanted = await freshness.atLeast(org, mode ?? 'minimize_latency')
      return shelf.get(org, wanted)
    },
    trusted: freshness.trusted,
    hot: org => (freshness.trusted() ? shelf.hot(org) : undefined),
    commit,
    commitFirst,
    token: freshness.token,
    close: stop,
  }
}

const unobserved: ObserveReplica = {
  loaded: () => undefined,
  distrusted: () => undefined,
  holding: () => undefined,
  changed: () => undefined,
}
