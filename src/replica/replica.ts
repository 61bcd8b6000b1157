/**
 * The replica owns which snapshot may be answered from, here and now: it loads organisations on first use, follows
 * every committed change, holds the lease under which memory is good, and is the one door through which an organisation
 * changes. It decides nothing and stores nothing. docs/consistency.md is its promise and the argument for it.
 */
import { randomUUID } from 'node:crypto'
import type { Commit, CommitFirst } from '../change/commit.ts'
import type { Snapshot } from '../engine/snapshot.ts'
import type { ChangeRecord } from '../model/change.ts'
import type { ConsistencyMode } from '../model/consistency.ts'
import type { OrgId } from '../model/id.ts'
import { Problem } from '../model/problems.ts'
import type { ChangeListener } from '../ports/policy-store.ts'
import type { Store } from '../ports/store.ts'
import { type Clock, monotonicClock } from './clock.ts'
import { createCommit } from './commit.ts'
import { createEndTime } from './end-time.ts'
import { joinReplicas } from './membership.ts'
import { type ObserveReplica, unobserved } from './observe.ts'
import { createSnapshotCache, type SnapshotCache, type SnapshotCacheParts } from './snapshot-cache.ts'
import { createTokens } from './tokens.ts'

export interface Replica {
  /**
   * The organisation to answer from, as fresh as asked; undefined where there is none.
   * @throws Problem foreign_token, not_yet_consistent; StoreUnavailable
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
  /**
   * Tells `follower`, who holds things in memory that changes make old, of every change from now on: before it is acknowledged,
   * possibly twice.
   */
  follow(follower: ChangeListener): void
  readonly ending: SnapshotCache['ending']
  readonly endingWithin: SnapshotCache['endingWithin']
  /** The time by which rules end, in milliseconds since 1970: the store's, and it never goes back. */
  readonly time: () => number
  close(): Promise<void>
}

export interface ReplicaParts extends Omit<SnapshotCacheParts, 'observe' | 'store' | 'time'> {
  readonly store: Store
  /** How long an answer waits for a revision that is not there yet, and a writer for all replicas. */
  readonly patience?: { readonly answerMs?: number; readonly writerMs?: number }
  /** Receives facts for operators. */
  readonly observe?: ObserveReplica
  readonly clock?: Clock
}

const ANSWER_MS = 2_000
const WRITER_MS = 5_000
const RETRY_MS = 50

export async function createReplica(parts: ReplicaParts): Promise<Replica> {
  const { store, compiled, observe = unobserved, clock = monotonicClock } = parts
  const { answerMs = ANSWER_MS, writerMs = WRITER_MS } = parts.patience ?? {}
  const time = createEndTime(store, clock)
  const cache = createSnapshotCache({ ...parts, observe, time })
  const id = randomUUID()
  const { freshness, lease, join, leave } = joinReplicas({ id, store, clock, observe, writerMs })

  const followers: ChangeListener[] = []
  const follow = (change: ChangeRecord, made?: Snapshot) => {
    cache.follow(change, made)
    for (const follower of followers) follower.change(change)
  }
  const changing = { store, cache, freshness, follow, compiled, observe, time }
  const { commit, commitFirst, madeOf } = createCommit(changing)
  const stop = await store.policy.watch(
    {
      change: change => {
        observe.lagged(Math.max(0, Date.now() - change.at.getTime()) / 1000)
        follow(change, madeOf(change))
        if (change.narrows) lease?.heard(change)
      },
      gap: reason => {
        cache.distrust(reason)
        for (const follower of followers) follower.gap(reason)
      },
      beat: count => lease?.echoed(count),
    },
    lease?.replica,
  )
  await join()

  const at = async (
    org: OrgId,
    mode: ConsistencyMode = 'minimize_latency',
  ): Promise<Snapshot | undefined> => {
    const begun = clock.now()
    for (;;) {
      const wanted = await freshness.atLeast(org, mode)
      const found = await cache.get(org, wanted).catch(notYet)
      if (found !== 'not yet') return found
      if (clock.now() - begun >= answerMs) throw new Problem('not_yet_consistent')
      await clock.wait(RETRY_MS)
    }
  }
  return {
    at,
    hot: org => (freshness.trusted() ? cache.hot(org) : undefined),
    trusted: freshness.trusted,
    commit,
    commitFirst,
    time,
    ending: cache.ending,
    endingWithin: cache.endingWithin,
    follow: follower => void followers.push(follower),
    token: createTokens(store.id),
    close: async () => {
      await leave()
      await stop()
    },
  }
}

const notYet = (error: unknown): 'not yet' => {
  if (error instanceof Problem && error.code === 'not_yet_consistent') return 'not yet'
  throw error
}
