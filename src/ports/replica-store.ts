/**
 * What the replicas of one store tell each other: that they are alive, and which changes they have received. docs/consistency.md
 * describes the protocol.
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
  /** Deletes a replica's beat: its own when it stops, another's after a long silence. Does nothing when there is none. */
  leave(replica: string): Promise<void>
}

export interface Beat {
  readonly replica: string
  /** Counts up with every beat of this replica. */
  readonly count: number
  /** Narrowing changes that this replica received lately, as `org@revision`; at most {@link MAX_HEARD}. */
  readonly heard: readonly string[]
}

/** The most changes that a beat names. A writer waits for one that no longer fits as if the replica had not received it. */
export const MAX_HEARD = 500
