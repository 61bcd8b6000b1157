import test from 'ava'
import { watchSilence } from '../../src/main/workers/watchdog.ts'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'

test('a worker that is silent is ended, one that still loads the program is waited for', async t => {
  const { log } = createTelemetry({ level: 'silent', version: 'test' })
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const heardAt = performance.now() - 60_000
  const starting = { name: '1', heardAt, isReady: false, end: () => t.fail() }
  const hanging = { name: '2', heardAt, isReady: true, end: resolve }
  const speaking = { name: '3', heardAt: Number.POSITIVE_INFINITY, isReady: true, end: () => t.fail() }
  t.teardown(watchSilence(log, () => [starting, speaking, hanging]))
  // Its timer keeps no process alive.
  const waiting = setInterval(() => undefined, 1_000)
  await ended
  clearInterval(waiting)
  t.pass()
})
