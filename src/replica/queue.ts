import { Problem } from '../model/problems.ts'

/** The most changes of one organisation that wait for their turn in one process. */
const MAX_WAITING = 1_000

/**
 * Runs the jobs of one key one after the other, those of different keys side by side. A job may call `letNext` before it is done:
 * then the next one begins.
 */
export function createQueue<K>(): <T>(key: K, job: (letNext: () => void) => Promise<T>) => Promise<T> {
  const lines = new Map<K, { waiting: number; last: Promise<unknown> }>()
  return (key, job) => {
    const line = lines.get(key) ?? { waiting: 0, last: Promise.resolve() }
    if (line.waiting >= MAX_WAITING) return Promise.reject(new Problem('busy'))
    line.waiting += 1
    const next = Promise.withResolvers<void>()
    const turn = line.last.then(() => job(next.resolve))
    line.last = next.promise
    lines.set(key, line)
    return turn.finally(() => {
      next.resolve()
      line.waiting -= 1
      if (line.waiting === 0) lines.delete(key)
    })
  }
}
