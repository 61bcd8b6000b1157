/** Seconds of processor time that this thread has used: what a core was kept busy, whoever else uses the machine. */
const busy = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

/** How often `run` is done in a second of one core: the median of several rounds. */
export const rate = (rounds: number, timesPerRound: number, run: () => void): number => {
  const rates: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = busy()
    run()
    rates.push(timesPerRound / (busy() - start))
  }
  return median(rates)
}

/** The same of work that is awaited. */
export const awaitedRate = async (
  rounds: number,
  timesPerRound: number,
  run: () => Promise<void>,
): Promise<number> => {
  const rates: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = busy()
    await run()
    rates.push(timesPerRound / (busy() - start))
  }
  return median(rates)
}

/** Bytes in use after a collection of garbage. */
export const inUse = (): number => {
  if (!globalThis.gc) throw new Error('run with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Milliseconds of wall time of one call. */
export const milliseconds = (run: () => void): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const short = (value: number): string => {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`
  if (value >= 1e4) return `${Math.round(value / 1e3)}k`
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

export const perSecond = (value: number): string => `${short(value)}/s`
export const micro = (ms: number): string => `${short(ms * 1e3)} µs`
export const milli = (ms: number): string => `${short(ms)} ms`

/** One line of the results. */
export interface Measured {
  readonly what: string
  readonly goal: string
  readonly measured: string
  /** Beside what, in the same run. */
  readonly beside?: string
}

/** A row of the bench: it runs in a process of its own. */
export type Row = () => Promise<readonly Measured[]>
