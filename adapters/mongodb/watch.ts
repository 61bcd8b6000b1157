import { setTimeout as wait } from 'node:timers/promises'
import { type ChangeStreamOptions, type ResumeToken, Timestamp } from 'mongodb'
import type { ChangeListener } from '../../src/ports/policy-store.ts'
import { changeOf } from './change-documents.ts'
import type { Connection } from './connection.ts'
import { codeOf } from './faults.ts'

/** The server no longer has what follows the place that was reached: resuming there can never go well. */
const HISTORY_LOST: ReadonlySet<number> = new Set([50_811, 136, 234, 237, 260, 280, 286])

const FIRST_PAUSE = 50
const LONGEST_PAUSE = 1_000

/** Where a stream begins: after an event, or at a moment of the server's. */
type Place = { readonly resumeAfter: ResumeToken } | { readonly startAtOperationTime: Timestamp }

/**
 * Tells `listener` of every change from now on, over one change stream that is resumed where it stopped, however often
 * the connection is lost. When the server has forgotten that place, or the collection was dropped, the listener hears of a gap.
 */
export const watchChanges = async (c: Connection, listener: ChangeListener): Promise<() => Promise<void>> => {
  const stopping = new AbortController()
  const following = follow(c, listener, await c.ask(() => present(c)), stopping.signal)
  return async () => {
    stopping.abort()
    await following
  }
}

/** The moment after everything that is committed now: what the stream is to begin with, even if it opens late. */
const present = async (c: Connection): Promise<Place> => {
  const { operationTime } = await c.db.command({ ping: 1 })
  const { t, i } = operationTime instanceof Timestamp ? operationTime : new Timestamp({ t: 0, i: 0 })
  return { startAtOperationTime: new Timestamp({ t, i: i + 1 }) }
}

const follow = async (
  c: Connection,
  listener: ChangeListener,
  from: Place,
  signal: AbortSignal,
): Promise<void> => {
  let place = from
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await readFrom(c, listener, place, {
        signal,
        reached: next => {
          place = next
          if (failures > 0) c.note({ fact: 'watch_resumed' })
          failures = 0
        },
      })
    } catch (error) {
      if (signal.aborted) return
      const why = error instanceof Error ? error.message : 'unknown'
      c.note({ fact: 'watch_lost', why })
      if (lost(error)) {
        listener.gap(why)
        c.note({ fact: 'watch_gap', why })
        place = await present(c).catch(() => place)
      }
      await wait(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), undefined, { signal }).catch(() => {})
    }
  }
}

/** The stream said that it is over: the collection was dropped or renamed. */
class Invalidated extends Error {
  override readonly name = 'Invalidated'
}

const lost = (error: unknown): boolean => error instanceof Invalidated || HISTORY_LOST.has(codeOf(error) ?? 0)

interface Reading {
  readonly signal: AbortSignal
  /** Called with every place that is behind us. */
  reached(place: Place): void
}

const OPTIONS = { maxAwaitTimeMS: 500, batchSize: 200 } satisfies ChangeStreamOptions

const readFrom = async (
  c: Connection,
  listener: ChangeListener,
  place: Place,
  { signal, reached }: Reading,
): Promise<void> => {
  const stream = c.in.changes.watch([], { ...OPTIONS, ...place })
  const close = () => void stream.close().catch(() => {})
  signal.addEventListener('abort', close)
  try {
    while (!signal.aborted) {
      const event = await stream.tryNext()
      if (event?.operationType === 'insert') listener.change(await changeOf(c.in, event.fullDocument))
      // What is not about a document is about the collection: it was dropped or renamed.
      if (event && !('documentKey' in event)) throw new Invalidated('the collection of changes was replaced')
      if (stream.resumeToken) reached({ resumeAfter: stream.resumeToken })
    }
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}
