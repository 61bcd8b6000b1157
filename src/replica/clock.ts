/** Time that only goes forward, whatever happens to the wall clock; milliseconds. It runs on while the process is stopped. */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or when `until` does. Does not keep the process alive. */
  wait(ms: number, until?: Promise<unknown>): Promise<void>
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  wait: (ms, until) =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms).unref()
      void until?.then(() => {
        clearTimeout(timer)
        resolve()
      })
    }),
}
