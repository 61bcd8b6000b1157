/**
 * Loaded into a server by `--import`: measures how long each pass of its event loop holds the thread, which is what whoever asks
 * meanwhile waits for. At SIGUSR2 a line is added to the file that BENCH_HOLDS names, and the measuring begins anew.
 */
import { appendFileSync } from 'node:fs'
import { createHistogram, performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const file = process.env.BENCH_HOLDS
if (isMainThread && file !== undefined) {
  const holds = createHistogram()
  let before = performance.eventLoopUtilization().active
  const look = (): void => {
    const now = performance.eventLoopUtilization().active
    holds.record(Math.max(1, Math.round((now - before) * 1_000)))
    before = now
    // Not kept awake for this: an idle loop takes no time.
    setImmediate(look).unref()
  }
  look()
  process.on('SIGUSR2', () => {
    const of = (part: number): number => holds.percentile(part)
    const line = { half: of(50), p90: of(90), p99: of(99), worst: holds.max, passes: holds.count }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
    holds.reset()
  })
}
