import type { MongoClient } from 'mongodb'

/**
 * The server's time, so that several processes date their changes by one clock. Every heartbeat brings it; between two
 * heartbeats the monotonic clock of this process counts on.
 */
export const createServerClock = (client: MongoClient): (() => Date) => {
  let server: { said: number; heard: number } | undefined
  client.on('serverHeartbeatSucceeded', ({ reply }) => {
    if (reply?.localTime instanceof Date && reply.isWritablePrimary !== false) {
      server = { said: reply.localTime.getTime(), heard: performance.now() }
    }
  })
  return () => (server ? new Date(Math.floor(server.said + performance.now() - server.heard)) : new Date())
}
