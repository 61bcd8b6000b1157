/**
 * What identity providers publish (metadata, keys), kept in memory. A document is asked for once however many wait for it,
 * served stale while the IdP is down, and asked for again early only within a budget: neither a slow IdP nor a
 * stream of unknown key ids makes this service hammer anyone.
 */
import { type Outbound, OutboundFailed } from '../../src/ports/outbound.ts'

const FRESH = 300_000
const STALE = 86_400_000
/** After a failure nobody asks again for this long. */
const PAUSE = 5_000
/** Early refreshes that brought nothing: this many at once, one more each {@link REFILL}. */
const BURST = 3
const REFILL = 20_000
const DEADLINE = 5_000
/** How long is waited for a newer one, where an old one would do. */
const PATIENCE = 2_000
const MAX_BYTES = 524_288
const MAX_ENTRIES = 2_000

export type Document = Readonly<Record<string, unknown>>

export interface Documents {
  /**
   * The document, at most `fresh` milliseconds old (5 minutes when absent), or up to a day while its server cannot give a good
   * one. @throws OutboundFailed, Unreadable
   */
  get(url: string, fresh?: number): Promise<Document>
  /**
   * A newer one if the budget allows asking; the one in hand otherwise. What was `wanted` and came costs nothing: only asking in
   * vain is limited. Never throws when one is in hand.
   */
  renew(url: string, wanted: (document: Document) => Promise<boolean>): Promise<Document>
}

/** An answer came, and is not a document of the kind. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

interface Entry {
  document?: Document
  at: number
  failed?: { at: number; error: unknown }
  pending?: Promise<Document>
  tokens: number
  refilled: number
}

/** @param now milliseconds, monotonic or not, for tests */
export const createDocuments = (outbound: Outbound, now: () => number = Date.now): Documents => {
  const entries = new Map<string, Entry>()

  const entryOf = (url: string): Entry => {
    const entry = entries.get(url) ?? { at: 0, tokens: BURST, refilled: now() }
    entries.delete(url)
    entries.set(url, entry)
    const oldest = entries.keys().next().value
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    return entry
  }

  const load = (url: string, entry: Entry): Promise<Document> => {
    entry.pending ??= read(outbound, url, entry.document ? PATIENCE : DEADLINE)
      .then(
        document => {
          entry.document = document
          entry.at = now()
          delete entry.failed
          return document
        },
        (error: unknown) => {
          entry.failed = { at: now(), error }
          if (entry.document && now() - entry.at < STALE) return entry.document
          throw error
        },
      )
      .finally(() => {
        delete entry.pending
      })
    return entry.pending
  }

  return {
    async get(url, fresh = FRESH) {
      const entry = entryOf(url)
      if (entry.document && now() - entry.at < fresh) return entry.document
      if (entry.failed && now() - entry.failed.at < PAUSE) {
        if (entry.document && now() - entry.at < STALE) return entry.document
        throw entry.failed.error
      }
      return load(url, entry)
    },
    async renew(url, wanted) {
      const entry = entryOf(url)
      const refill = Math.floor((now() - entry.refilled) / REFILL)
      if (refill > 0) {
        entry.tokens = Math.min(BURST, entry.tokens + refill)
        entry.refilled += refill * REFILL
      }
      if (entry.document && entry.tokens === 0) return entry.document
      entry.tokens = Math.max(0, entry.tokens - 1)
      const document = await load(url, entry)
      if (await wanted(document)) entry.tokens = Math.min(BURST, entry.tokens + 1)
      return document
    },
  }
}

const read = async (outbound: Outbound, url: string, deadline: number): Promise<Document> => {
  const answer = await outbound(url, {
    headers: { accept: 'application/json' },
    maxBytes: MAX_BYTES,
    deadline,
  })
  if (answer.status >= 500)
    throw new OutboundFailed('unreachable', `${new URL(url).host} answered ${answer.status}`)
  if (answer.status !== 200) throw new Unreadable(`${url} answered ${answer.status} instead of 200`)
  const json: unknown = await answer.json().catch(() => undefined)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Unreadable(`${url} did not answer with a JSON object`)
  return json as Document
}
