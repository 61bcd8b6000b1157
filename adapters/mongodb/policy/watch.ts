import { setTimeout as wait } from 'node:timers/promises'
import {
  type ChangeStreamDocument,
  type ChangeStreamOptions,
  type Document,
  type ResumeToken,
  Timestamp,
} from 'mongodb'
import type { ChangeListener } from '../../../src/ports/policy-store.ts'
import type { Connection } from '../connection/connection.ts'
import { codeOf } from '../connection/faults.ts'
import type { ChangeDocument } from '../schema/collections.ts'
import { changeOf } from './change-documents.ts'

/** The server no longer has the history after our place: resuming there can never succeed. */
const HISTORY_LOST: ReadonlySet<number> = new Set([50_811, 136, 234, 237, 260, 280, 286])

const FIRST_PAUSE = 50
const LONGEST_PAUSE = 1_000

/** Where a stream begins: after an event, or at a moment of the server's. */
type Place = { readonly resumeAfter: ResumeToken } | { readonly startAtOperationTime: Timestamp }

/** The listener, and the replica whose beats it receives. */
interface Audience {
  readonly listener: ChangeListener
  readonly replica: string | undefined
}

/**
 * Tells the listener of every change from now on, and of its replica's own beats between them in the order of their commits,
 * over one change stream that is resumed where it stopped, however often the connection is lost. When the server has
 * forgotten that place, or the collection was dropped, the listener receives a gap.
 */
export const watchChanges = async (c: Connection, to: Audience): Promise<() => Promise<void>> => {
  const stopping = new AbortController()
  const following = follow(c, to, await c.ask(() => present(c)), stopping.signal)
  return async () => {
    stopping.abort()
    await following
  }
}

/**
 * The moment after everything that the server has now: what the stream is to begin with, even if it opens late. What was on its
 * way to a majority by then is not heard, so no read from here on is older.
 */
const present = async (c: Connection): Promise<Place> => {
  const { operationTime } = await c.db.command({ ping: 1 })
  c.horizon.reached(operationTime)
  const { t, i } = operationTime instanceof Timestamp ? operationTime : new Timestamp({ t: 0, i: 0 })
  return { startAtOperationTime: new Timestamp({ t, i: i + 1 }) }
}

const follow = async (c: Connection, to: Audience, from: Place, signal: AbortSignal): Promise<void> => {
  let place = from
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await readFrom(c, to, place, {
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
        place = (await afterGap(c, to, error).catch(() => undefined)) ?? place
      }
      await wait(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), undefined, { signal }).catch(() => {})
    }
  }
}

/** The listener receives the gap once every later change is sure to be heard; then it reads what it may have missed. */
const afterGap = async (c: Connection, { listener }: Audience, error: unknown): Promise<Place> => {
  const next = await present(c)
  // One of few words: it becomes the label of a metric.
  const why = error instanceof Invalidated ? 'replaced' : 'history_lost'
  c.note({ fact: 'watch_gap', why })
  listener.gap(why)
  return next
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
  to: Audience,
  place: Place,
  { signal, reached }: Reading,
): Promise<void> => {
  const stream = c.db.watch(wanted(c, to.replica), { ...OPTIONS, ...place })
  const close = () => void stream.close().catch(() => {})
  signal.addEventListener('abort', close)
  try {
    while (!signal.aborted) {
      const event = await stream.tryNext()
      if (event) await tell(c, to.listener, event)
      if (stream.resumeToken) reached({ resumeAfter: stream.resumeToken })
    }
  } finally {
    signal.removeEventListener('abort', close)
    close()
  }
}

/** Changes, the beats of one replica, and what happens to collections as such. */
const wanted = (c: Connection, replica: string | undefined): Document[] => {
  const changes = { 'ns.coll': c.in.changes.collectionName }
  const beats = { 'ns.coll': c.in.beats.collectionName, 'documentKey._id': replica }
  const ended = { documentKey: { $exists: false } }
  return [{ $match: { $or: replica === undefined ? [changes, ended] : [changes, beats, ended] } }]
}

const tell = async (c: Connection, listener: ChangeListener, event: ChangeStreamDocument): Promise<void> => {
  c.horizon.reached(event.clusterTime)
  if (!('documentKey' in event)) return ended(c, event)
  if (!('fullDocument' in event) || !event.fullDocument) return
  if (event.ns.coll === c.in.beats.collectionName) listener.beat?.(Number(event.fullDocument.count))
  else if (event.operationType === 'insert')
    listener.change(await changeOf(c.in, event.fullDocument as ChangeDocument))
}

/** What is not about a document is about a collection, or all of them. Only the end of the changes concerns us. */
const ended = (c: Connection, event: ChangeStreamDocument): void => {
  const of = 'ns' in event && event.ns && 'coll' in event.ns ? event.ns.coll : undefined
  if (of === undefined || of === c.in.changes.collectionName)
    throw new Invalidated('the collection of changes was replaced')
}
