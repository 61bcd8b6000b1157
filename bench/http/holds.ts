/**
 * Loaded into a server by `--import`: measures how much processor time each pass of its event loop takes, which is what whoever asks
 * meanwhile waits for, however busy the machine is. At SIGUSR2 a line is added to the file that BENCH_HOLDS names, and the measuring
 * begins anew.
 */
import { appendFileSync } from 'node:fs'
import { createHistogram } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const file = process.env.BENCH_HOLDS
if (isMainThread && file !== undefined) {
  const holds = createHistogram()
  const used = (): number => {
    const { user, system } = process.threadCpuUsage()
    return user + system
  }
  let before = used()
  const look = (): void => {
    const now = used()
    holds.record(Math.max(1, now - before))
    before = now
    // Not kept awake for this: an idle loop takes no time.
    setImmediate(look).unref()
  }
  look()
  process.on('SIGUSR2', () => {
    const line = { p99: holds.percentile(99), worst: holds.max, passes: holds.count }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
    holds.reset()
  })
}
