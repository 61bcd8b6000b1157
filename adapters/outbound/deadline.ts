/** Of these, one passes in a turn of the event loop: as many turns are there to read an answer in. */
const TICKS = 20

/**
 * A signal given after so many milliseconds in which this process ran. What came while the process or its machine stood still is not
 * late: it has only not been read yet. `over` when nobody waits any more.
 */
export const deadlineOf = (ms: number): { readonly signal: AbortSignal; over(): void } => {
  const control = new AbortController()
  let left = TICKS
  const timer = setInterval(() => {
    left -= 1
    if (left > 0) return
    clearInterval(timer)
    control.abort(new DOMException('it took too long', 'TimeoutError'))
  }, ms / TICKS).unref()
  return { signal: control.signal, over: () => clearInterval(timer) }
}
