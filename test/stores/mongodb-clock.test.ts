import { EventEmitter } from 'node:events'
import test from 'ava'
import { createServerClock } from '../../adapters/mongodb/connection/server-clock.ts'

/** A driver that hears of servers what a test says. */
const driver = () => {
  const client = new EventEmitter()
  const now = createServerClock(client as unknown as Parameters<typeof createServerClock>[0])
  /** A heartbeat that left this server when our clock said `ours`; the server's own is `ahead` of it. */
  const heartbeat = (connectionId: string, ours: number, ahead: number, isWritablePrimary = true) =>
    client.emit('serverHeartbeatSucceeded', {
      connectionId,
      reply: { localTime: new Date(ours + ahead), isWritablePrimary },
    })
  /** How far the clock is ahead of ours, in seconds. */
  const ahead = () => Math.round((now().getTime() - performance.now()) / 1_000)
  return { heartbeat, ahead }
}

const HOUR = 3_600

test('a heartbeat that is heard late does not set the time back; another primary has a time of its own', t => {
  const { heartbeat, ahead } = driver()
  heartbeat('one', performance.now(), HOUR * 1_000)
  t.is(ahead(), HOUR)
  heartbeat('one', performance.now() - 60_000, HOUR * 1_000)
  t.is(ahead(), HOUR)
  heartbeat('two', performance.now(), 0, false)
  t.is(ahead(), HOUR, 'a secondary is not asked')
  heartbeat('two', performance.now(), 2 * HOUR * 1_000)
  t.is(ahead(), 2 * HOUR)
})

test('a server whose clock was set back is followed after some heartbeats', t => {
  const { heartbeat, ahead } = driver()
  heartbeat('one', performance.now(), 2 * HOUR * 1_000)
  for (let n = 0; n < 6; n += 1) heartbeat('one', performance.now(), HOUR * 1_000)
  t.is(ahead(), HOUR)
})
