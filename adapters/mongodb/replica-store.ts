import type { Beat, ReplicaStore } from '../../src/ports/replica-store.ts'
import type { Connection } from './connection/connection.ts'

/**
 * The beats of the replicas, each a document that is written over. A beat is a write like any other, so it comes through
 * the change stream behind every change that was committed before it was sent.
 */
export const createReplicaStore = (c: Connection): ReplicaStore => ({
  beat: async ({ replica, count, heard }) => {
    const document = { _id: replica, count, heard, at: c.now() }
    await c.ask(() => c.in.beats.replaceOne({ _id: replica }, document, { upsert: true }))
  },
  // The caller has just committed. A read that is older than the commit would take living replicas for dead.
  beats: () =>
    c.read(async session => {
      const found = await c.in.beats.find({}, { session }).toArray()
      return found.map(({ _id: replica, count, heard }): Beat => ({ replica, count, heard }))
    }),
  leave: async replica => {
    await c.ask(() => c.in.beats.deleteOne({ _id: replica }))
  },
})
