/**
 * Reads metadata behind an address: fetched in pieces, which a thread of its own takes one after the other. Neither memory nor the
 * thread that answers checks feels how long a federation's document is.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { SamlMetadataRead } from '../../src/ports/idp-protocol.ts'
import { type Outbound, OutboundFailed, type OutboundRequest } from '../../src/ports/outbound.ts'
import type { ToUnderstand } from './idp-metadata.ts'
import type { Piece, PieceAnswer } from './metadata-worker.ts'

const MAX_BYTES = 52_428_800
/** For fetching and reading all of it, in milliseconds. */
const DEADLINE = 60_000
/** Documents read at one time. */
const AT_ONCE = 2
const MAX_WAITING = 50
const MEMORY_MB = 192

/** A document that has moved more often leads nowhere. */
const MOST_HOPS = 3
const LONGEST_ETAG = 256

export interface How {
  readonly signal?: AbortSignal | undefined
  /** Of the document that is known. */
  readonly etag?: string
}

/** Undefined when the document is the one that is known. @throws Error with what is wrong with it, OutboundFailed */
export type MetadataReading = (
  url: string,
  wanted: ToUnderstand,
  how?: How,
) => Promise<SamlMetadataRead | undefined>

export const createMetadataReading = (outbound: Outbound): MetadataReading => {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve())
  let waiting = 0
  return (url, wanted, how = {}) => {
    if (waiting >= MAX_WAITING) throw new Error('too many documents are being read: try again in a moment')
    waiting += 1
    const lane = waiting % AT_ONCE
    const mine = (lanes[lane] ?? Promise.resolve()).then(() => readOne(outbound, url, wanted, how))
    lanes[lane] = mine
      .catch(() => undefined)
      .then(() => {
        waiting -= 1
      })
    return mine
  }
}

const readOne = async (
  outbound: Outbound,
  url: string,
  wanted: ToUnderstand,
  { signal, etag }: How,
): Promise<SamlMetadataRead | undefined> => {
  signal?.throwIfAborted()
  const thread = startThread(wanted)
  try {
    const answer = await following(outbound, url, {
      headers: {
        accept: 'application/samlmetadata+xml, */*',
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
      },
      maxBytes: MAX_BYTES,
      deadline: DEADLINE,
      ...(signal && { signal }),
      into: async piece => {
        await thread.take(piece)
      },
    })
    if (answer.status === 304 && etag !== undefined) return undefined
    if (answer.status !== 200) throw new Error(`the address answered ${answer.status}`)
    const answered = await thread.take('end')
    if (!('read' in answered)) throw new Error('it could not be read')
    const known = answer.headers.get('etag')
    return known && known.length <= LONGEST_ETAG ? { ...answered.read, etag: known } : answered.read
  } catch (error) {
    // What was wrong with a piece stopped the fetching of the others.
    throw error instanceof OutboundFailed && error.cause instanceof Unreadable ? error.cause : error
  } finally {
    await thread.end()
  }
}

const MOVED = new Set([301, 302, 303, 307, 308])

/**
 * Follows a document that has moved. Each address goes through the same guarded way out, so none of them leads where the first could
 * not; and what was asked with TLS is never fetched without.
 */
const following = async (outbound: Outbound, url: string, asked: OutboundRequest): Promise<Response> => {
  const until = Date.now() + DEADLINE
  let at = new URL(url)
  for (let hops = 0; ; hops += 1) {
    const answer = await outbound(at, { ...asked, deadline: Math.max(1, until - Date.now()) })
    const to = MOVED.has(answer.status) ? answer.headers.get('location') : null
    if (to === null) return answer
    if (hops >= MOST_HOPS || !URL.canParse(to, at)) throw new Error('its address leads on and on')
    const next = new URL(to, at)
    if (at.protocol === 'https:' && next.protocol !== 'https:')
      throw new Error('its address leads out of TLS')
    at = next
  }
}

/** What the thread found wrong with the document. */
class Unreadable extends Error {}

const startThread = (wanted: ToUnderstand) => {
  const worker = new Worker(new URL('./metadata-worker.ts', import.meta.url), {
    workerData: wanted,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  worker.unref()
  const ended = once(worker, 'exit').then(() => {
    throw new Unreadable('it takes too much memory')
  })
  ended.catch(() => undefined)
  // A document may be made to take long: the thread is not waited for any longer than its address is.
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  tooLate.catch(() => undefined)
  const timer = setTimeout(() => reject(new Unreadable('it takes too long')), DEADLINE).unref()
  return {
    /** @throws Unreadable */
    async take(piece: Piece): Promise<PieceAnswer> {
      worker.postMessage(piece)
      const [answered] = (await Promise.race([once(worker, 'message'), ended, tooLate])) as [PieceAnswer]
      if ('failed' in answered) throw new Unreadable(answered.failed)
      return answered
    },
    end: () => {
      clearTimeout(timer)
      return worker.terminate()
    },
  }
}
