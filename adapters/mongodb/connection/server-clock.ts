import type { MongoClient } from 'mongodb'

/** Heartbeats that a time is judged by: about a minute of them. */
const KEPT = 6

/**
 * The server's time, so that several processes date their changes by one clock. Every heartbeat brings it; between two heartbeats the
 * monotonic clock of this process counts on. A heartbeat is heard later than it was said, never sooner: of the latest ones the
 * one that was heard soonest is believed.
 */
export const createServerClock = (client: Pick<MongoClient, 'on'>): (() => Date) => {
  let primary: string | undefined
  /** How far the server's time is ahead of our monotonic one, as each heartbeat has it. */
  let ahead: number[] = []
  client.on('serverHeartbeatSucceeded', ({ connectionId, reply }) => {
    if (!(reply?.localTime instanceof Date) || reply.isWritablePrimary === false) return
    const said = reply.localTime.getTime() - performance.now()
    ahead = connectionId === primary ? [...ahead, said].slice(-KEPT) : [said]
    primary = connectionId
  })
  return () => (ahead.length > 0 ? new Date(Math.floor(performance.now() + Math.max(...ahead))) : new Date())
}
