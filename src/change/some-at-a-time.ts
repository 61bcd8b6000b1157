import { setImmediate as nextTurn } from 'node:timers/promises'

/** How many are looked up together. */
const TOGETHER = 64

/** What `find` makes of each, in order. An embedded store answers at once: thousands in one go would hold the thread. */
export const someAtATime = async <T, R>(
  all: Iterable<T>,
  find: (one: T) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  const left = [...all]
  const found: R[] = []
  for (let from = 0; from < left.length; from += TOGETHER) {
    if (from > 0) await nextTurn()
    const some = await Promise.all(left.slice(from, from + TOGETHER).map(find))
    found.push(...some.flat())
  }
  return found
}
