import type { Decision } from '../model/decision.ts'
import { type DecisionSink, MAX_DECISIONS } from '../ports/decision-sink.ts'

interface QueueParts {
  readonly sink: DecisionSink
  /** How many could not be kept: nobody waits for a sink, and what waits for it is bounded. */
  lost(count: number): void
  failed(error: unknown): void
  readonly everyMs?: number
}

/** Some megabytes. */
const MOST_WAITING = 20_000
/** So many are not waited with. */
const MANY = 2_000
const SHORTEST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/**
 * Hands decisions to a sink in batches, one at a time, and never holds up a check: a sink that is slow or dead makes the queue
 * grow to its bound, and what comes then is counted and forgotten.
 */
export const createDecisionQueue = ({ sink, lost, failed, everyMs = SHORTEST_PAUSE_MS }: QueueParts) => {
  let waiting: Decision[] = []
  let sending: Promise<boolean> | undefined
  let pause = everyMs
  let timer: NodeJS.Timeout | undefined

  const sendOne = async (): Promise<boolean> => {
    const batch = waiting.slice(0, MAX_DECISIONS)
    try {
      await sink.append(batch)
      waiting = waiting.slice(batch.length)
      pause = everyMs
      return true
    } catch (error) {
      // A sink that stays away is reported once, not at every try.
      if (pause === everyMs) failed(error)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      return false
    }
  }

  const sendAll = async (): Promise<boolean> => {
    while (waiting.length > 0) if (!(await sendOne())) return false
    return true
  }

  const start = (): void => {
    sending ??= sendAll().finally(() => {
      sending = undefined
      if (waiting.length > 0) later()
    })
  }

  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      start()
    }, pause).unref()
  }

  return {
    note: (decision: Decision): void => {
      if (waiting.length >= MOST_WAITING) {
        lost(1)
        return
      }
      waiting.push(decision)
      // What waits long moves to where memory is cleaned up seldom, and that costs more than a further batch.
      if (waiting.length === MANY && pause === everyMs) start()
      else later()
    },
    /** Sends what waits, once, and closes the sink. */
    close: async (): Promise<void> => {
      clearTimeout(timer)
      await sending
      await sendAll()
      clearTimeout(timer)
      if (waiting.length > 0) lost(waiting.length)
      waiting = []
      await sink.close?.()
    },
  }
}

export type DecisionQueue = ReturnType<typeof createDecisionQueue>
