import { Circle } from '../engine/circle.ts'
import { Problem } from '../model/problems.ts'

/** Work of one organisation that waits, and of all: what waits holds the rules that it is about. */
const MAX_WAITING = { each: 4, all: 40 }

export type HeavyLine = <T>(whose: string, work: () => Promise<T>) => Promise<T>

/**
 * A line for work that takes much memory: one piece runs at a time, and organisations are served in a circle, so that the many of one do not hold up
 * the one of another.
 */
export const createHeavyLine = (): HeavyLine => {
  const waiting = new Circle<() => void>()
  const counts = new Map<string, number>()
  let [all, isBusy] = [0, false]

  const count = (whose: string, by: 1 | -1): void => {
    all += by
    const now = (counts.get(whose) ?? 0) + by
    if (now === 0) counts.delete(whose)
    else counts.set(whose, now)
  }

  const turnOf = async (whose: string): Promise<void> => {
    if (all >= MAX_WAITING.all || (counts.get(whose) ?? 0) >= MAX_WAITING.each) throw new Problem('busy')
    count(whose, 1)
    await new Promise<void>(resolve => waiting.add(whose, resolve))
    count(whose, -1)
  }

  return async (whose, work) => {
    if (isBusy) await turnOf(whose)
    isBusy = true
    try {
      return await work()
    } finally {
      const next = waiting.next()
      // Whoever is next has the line already: nobody comes between.
      if (next) next()
      else isBusy = false
    }
  }
}
