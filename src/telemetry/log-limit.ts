/** At most so many lines of one kind in a second: what strangers cause must not fill the log. Counters go on. */
export const createLogLimit = (perSecond: number, now: () => number = Date.now): (() => boolean) => {
  let second = 0
  let lines = 0
  return () => {
    const current = Math.floor(now() / 1000)
    if (current !== second) [second, lines] = [current, 0]
    lines += 1
    return lines <= perSecond
  }
}
