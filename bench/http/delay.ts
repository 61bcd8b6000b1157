/**
 * Loaded into a server by `--import`: measures how late its event loop is. At SIGUSR2, and at the end, a line is added to the file
 * that BENCH_DELAY names, and the measuring begins anew.
 */
import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** Milliseconds between two looks: on time, the loop is as late as that. */
const RESOLUTION = 1

const file = process.env.BENCH_DELAY
if (isMainThread && file !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION })
  delays.enable()
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
  const note = (): void => {
    const line = { p999: late(delays.percentile(99.9)), worst: late(delays.max), looks: delays.count }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
    delays.reset()
  }
  process.on('SIGUSR2', note)
  process.once('exit', note)
}
