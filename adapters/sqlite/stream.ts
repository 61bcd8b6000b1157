import type { ChangeRecord } from '../../src/model/change.ts'
import type { ChangeListener, PolicyStore } from '../../src/ports/policy-store.ts'

/** Who is told of committed changes. */
export interface Stream {
  /** Whether this process alone makes changes. */
  readonly alone: boolean
  readonly watch: PolicyStore['watch']
  /** A change was committed by this process; called before it is acknowledged. */
  made(record: ChangeRecord): void
}

/** Where one process alone writes, it tells its watchers itself. */
export const ownStream = (): Stream => {
  const listeners = new Set<ChangeListener>()
  return {
    alone: true,
    watch: async listener => {
      listeners.add(listener)
      return async () => {
        listeners.delete(listener)
      }
    },
    made: record => {
      for (const listener of listeners) tell(listener, record)
    },
  }
}

/** The change is committed. A follower that throws has missed it, and must not turn the acknowledgement into an error. */
export const tell = (listener: ChangeListener, record: ChangeRecord): void => {
  try {
    listener.change(record)
  } catch (error) {
    listener.gap(`revision ${record.revision} of ${record.org} was not taken in: ${error}`)
  }
}
