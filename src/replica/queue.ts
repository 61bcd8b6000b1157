import { Problem } from '../model/problems.ts'

/** The most changes of one organisation that wait for their turn in one process. */
const MAX_WAITING = 1_000

/** Runs the jobs of one key one after the other, those of different keys side by side. */
export function createQueue<K>(): <T>(key: K, job: () => Promise<T>) => Promise<T> {
  const lines = new Map<K, { waiting: number; last: Promise<unknown> }>()
  return (key, job) => {
    const line = lines.get(key) ?? { waiting: 0, last: Promise.resolve() }
    if (line.waiting >= MAX_WAITING) return Promise.reject(new Problem('busy'))
    line.waiting += 1
    const turn = line.last.then(job, job)
    line.last = turn
    lines.set(key, line)
    return turn.finally(() => {
      line.waiting -= 1
      if (line.waiting === 0) lines.delete(key)
    })
  }
}
