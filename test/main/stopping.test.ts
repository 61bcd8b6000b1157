/**
 * How a server stops, when its thread is held up at the worst moment: that is what a loaded machine does. Clients are in another
 * thread; this one is held where a test says so.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as after, setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import test, { type ExecutionContext } from 'ava'
import { answerUnread } from '../../src/http/unread.ts'
import { createHttpServer } from '../../src/main/http-server.ts'
import { createStopping } from '../../src/main/stopping.ts'
import type { Asking } from './asking-thread.ts'

/** Longer than without grace unused connections are kept. */
const LONG_MS = 700
const GRACE = 0.01

interface Times {
  readonly graceSeconds: number
  readonly drainSeconds?: number
  readonly clients: number
}

const begin = async (t: ExecutionContext, { graceSeconds, drainSeconds = 30, clients }: Times) => {
  const stopping = createStopping({
    graceSeconds,
    drainSeconds,
    handler: (_, res) => res.end('yes'),
    leaving: () => undefined,
  })
  const server = createHttpServer(stopping.handler, { keepAliveSeconds: 60 }, answerUnread)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const [wanted, sent] = [counter(), counter()]
  const asking: Asking = { port: (server.address() as AddressInfo).port, clients, wanted, sent }
  const thread = new Worker(new URL('asking-thread.ts', import.meta.url), { workerData: asking })
  t.teardown(async () => {
    await thread.terminate()
    server.closeAllConnections()
  })
  const answers = () => once(thread, 'message').then(([said]) => said as string[])
  return {
    server,
    stop: () => stopping.stop(server),
    /** One request of each client, and how each ended. */
    ask: async () => {
      const said = answers()
      Atomics.add(wanted, 0, 1)
      Atomics.notify(wanted, 0)
      return said
    },
    /** The same, and this thread is held until all of them are sent and `ms` have passed. */
    askHeld: (ms: number) => {
      const [said, until] = [answers(), performance.now() + ms]
      const round = Atomics.add(wanted, 0, 1) + 1
      Atomics.notify(wanted, 0)
      while (Atomics.load(sent, 0) < round) Atomics.wait(sent, 0, round - 1)
      hold(until - performance.now())
      return said
    },
    closed: async () => {
      while (server.listening) await turn()
    },
  }
}

const counter = () => new Int32Array(new SharedArrayBuffer(4))

const hold = (ms: number): void => {
  if (ms > 0) Atomics.wait(counter(), 0, 0, ms)
}

test.serial(
  'whoever has connected before it stops is answered, however many wait to be accepted',
  async t => {
    const { askHeld, stop } = await begin(t, { graceSeconds: 0, clients: 100 })
    const answers = askHeld(0)
    await stop()
    t.deepEqual(await answers, Array(100).fill('200'))
  },
)

test.serial(
  'what was sent while the thread was held up is answered before connections count as unused',
  async t => {
    const { ask, askHeld, closed, stop } = await begin(t, { graceSeconds: 0, clients: 10 })
    t.deepEqual(await ask(), Array(10).fill('200'))
    const stopped = stop()
    await closed()
    t.deepEqual(await askHeld(LONG_MS), Array(10).fill('200'))
    await stopped
  },
)

test.serial(
  'where others can be asked, a connection that is not in use stays until it is asked once more',
  async t => {
    const { ask, closed, stop } = await begin(t, { graceSeconds: GRACE, clients: 2 })
    await ask()
    const stopped = stop()
    await closed()
    await after(LONG_MS)
    t.deepEqual(await ask(), ['200', '200'])
    await stopped
  },
)

test.serial('it stays no longer than the time to drain', async t => {
  const { ask, stop } = await begin(t, { graceSeconds: GRACE, drainSeconds: GRACE, clients: 2 })
  await ask()
  await stop()
  t.false((await ask()).includes('200'))
})

test.serial('where nobody else can be asked, unused connections end by themselves', async t => {
  const { ask, stop } = await begin(t, { graceSeconds: 0, clients: 2 })
  await ask()
  await t.notThrowsAsync(stop())
})
