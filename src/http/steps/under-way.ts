import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** Requests of callers who were let in that may be under way at once, and the bytes of their bodies. */
const MOST = { requests: 1_000, bytes: 64 * 2 ** 20 }
/** One organisation leaves as much to the others. */
const SHARE = 2
/** Organisations that are remembered, with something under way or not: more than twice as many as can have. */
const MOST_KEPT = 2 * MOST.requests

interface Load {
  requests: number
  bytes: number
}

export interface UnderWay {
  /** @returns how to say that the request has left @throws Problem overloaded */
  enter(org: string, bytes: number): () => void
  /** The bytes that are counted for a body. */
  bytesOf(headers: IncomingHttpHeaders): number
}

/**
 * Counts what is under way in this process, in all and for each organisation: what is more is refused before it takes memory.
 * @param largest the bytes that are counted for a body whose length is not said
 */
export const createUnderWay = (largest: number): UnderWay => {
  const all: Load = { requests: 0, bytes: 0 }
  let ofOrgs = new Map<string, Load>()

  const leave = (load: Load, bytes: number): void => {
    take(all, -1, -bytes)
    take(load, -1, -bytes)
    // One by one, each time that an organisation has nothing under way, the map would shrink and grow with every check. Each of its tables
    // keeps the next one alive until everything is collected: seven megabytes a second of old garbage.
    if (ofOrgs.size > MOST_KEPT) ofOrgs = new Map([...ofOrgs].filter(([, { requests }]) => requests > 0))
  }

  return {
    bytesOf: headers => bytesOf(headers, largest),
    enter: (org, bytes) => {
      const load = ofOrgs.get(org) ?? { requests: 0, bytes: 0 }
      if (isFull(all, bytes, 1) || isFull(load, bytes, SHARE)) throw new Problem('overloaded')
      take(all, 1, bytes)
      take(load, 1, bytes)
      ofOrgs.set(org, load)
      return () => leave(load, bytes)
    },
  }
}

/** Counts the requests of callers who were let in. @throws Problem overloaded */
export const countedUnderWay =
  (underWay: UnderWay): Step =>
  exchange => {
    const { caller, route, ctx } = exchange
    if (caller.kind !== 'operator' && caller.credential === '') return
    const org = caller.kind === 'operator' ? '' : caller.org
    const bytes = route.method === 'GET' ? 0 : underWay.bytesOf(ctx.req.headers)
    exchange.leave = underWay.enter(org, bytes)
  }

const isFull = ({ requests, bytes }: Load, more: number, share: number): boolean =>
  requests >= MOST.requests / share || (more > 0 && bytes + more > MOST.bytes / share)

const take = (load: Load, requests: number, bytes: number): void => {
  load.requests += requests
  load.bytes += bytes
}

const bytesOf = (headers: IncomingHttpHeaders, largest: number): number => {
  const { 'content-length': declared, 'transfer-encoding': streamed } = headers
  return declared === undefined ? (streamed === undefined ? 0 : largest) : Math.min(Number(declared), largest)
}
