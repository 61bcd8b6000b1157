/**
 * What the replicas of one store tell each other: that they live, and what they have taken in. The protocol that stands on
 * it is in docs/consistency.md.
 */
export interface ReplicaStore {
  /**
   * Writes this replica's beat over its last one (creating it the first time) with the durability of a change. Every beat
   * comes back to its own writer through `PolicyStore.watch` (`ChangeListener.beat`), **in order with the changes**: when it
   * is heard, every change that was committed before the beat was written has been heard.
   * @throws StoreUnavailable
   */
  beat(beat: Beat): Promise<void>
  /** The last beat of every replica that has not left, in no order. At most a few dozen. @throws StoreUnavailable */
  beats(): Promise<readonly Beat[]>
  /** Takes a replica's beat away: one's own when it stops, another's when it was silent for long. Never fails on absence. */
  leave(replica: string): Promise<void>
}

export interface Beat {
  readonly replica: string
  /** Counts up with every beat of this replica. */
  readonly count: number
  /** Narrowing changes that this replica took in lately, as `org@revision`; at most {@link MAX_HEARD}. */
  readonly heard: readonly string[]
}

/** The most changes that a beat names. What falls out of it is waited for as if the replica had not heard it. */
export const MAX_HEARD = 500
