/**
 * Shares one read among those who ask at the same time. Each caller gets a read that **began after** they asked: one under
 * way is no use to them, so they wait for the next, together.
 */
export function createReading<K, T>(read: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const reads = new Map<K, { running: Promise<T>; next?: Promise<T> }>()

  const start = (key: K): Promise<T> => {
    const running = read(key)
    const entry: { running: Promise<T>; next?: Promise<T> } = { running }
    reads.set(key, entry)
    const ended = () => {
      if (reads.get(key) === entry && !entry.next) reads.delete(key)
    }
    running.then(ended, ended)
    return running
  }

  return key => {
    const entry = reads.get(key)
    if (!entry) return start(key)
    const again = () => start(key)
    entry.next ??= entry.running.then(again, again)
    return entry.next
  }
}
