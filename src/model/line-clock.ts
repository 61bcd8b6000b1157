/**
 * Dates the lines of the trail so that their order is the order of events, also where several fall in one millisecond: of one moment,
 * changes stand before what was only noted.
 */
export interface LineClock {
  /** The moment of a change that begins: after everything that was noted before. */
  begun(): Date
  /** A change was made, dated so. */
  made(at: Date): void
  /** The moment of what changed nothing: not before any change that was made, nor before what was noted earlier. */
  noted(): Date
}

/** A clock that was set back by more than this is followed: it was wrong before. */
const SET_BACK_MS = 1_000

export const createLineClock = (now: () => Date): LineClock => {
  let lastMade = 0
  let lastNoted = 0
  const notBefore = (floor: number): number => {
    const time = now().getTime()
    return floor > time && floor - time < SET_BACK_MS ? floor : time
  }
  return {
    begun: () => new Date(notBefore(lastNoted + 1)),
    made: at => {
      lastMade = Math.max(lastMade, at.getTime())
    },
    noted: () => {
      lastNoted = notBefore(Math.max(lastMade, lastNoted))
      return new Date(lastNoted)
    },
  }
}
