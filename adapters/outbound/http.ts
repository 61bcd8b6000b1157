/**
 * Asks other people's servers over HTTP. Owns: which addresses may be connected to, how long an answer may take and how much
 * of it is read. Does not own: what is asked, or what an answer means.
 */
import { lookup } from 'node:dns'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import {
  type Outbound,
  OutboundFailed,
  type OutboundReason,
  type OutboundRequest,
} from '../../src/ports/outbound.ts'
import { deadlineOf } from './deadline.ts'
import { type MayConnect, mayConnect } from './networks.ts'

// Not by `import`, which loads Node's client for WebSockets with it: 2 MB of heap.
const { request: plain } = process.getBuiltinModule('node:http')
const { request: secure } = process.getBuiltinModule('node:https')

const MAX_BYTES = 1_048_576
const DEADLINE = 10_000

export interface OutboundSettings {
  /** Networks (CIDR) that may be asked although they are not public. Plain http is allowed there, and nowhere else. */
  readonly allowed: readonly string[]
}

/** Makes the one way out. Each request uses a connection of its own: a checked address is never mistaken for another. */
export const createOutbound = ({ allowed }: OutboundSettings): Outbound => {
  const open = mayConnect(allowed)
  const openOnly = (address: string): boolean => open(address) && !mayConnect([])(address)
  return async (to, asked = {}) => {
    if (!URL.canParse(String(to))) throw new OutboundFailed('scheme', 'this is not an absolute URL')
    const url = new URL(to)
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new OutboundFailed('scheme', `${url.protocol} is not a protocol that is asked`)
    return exchange(url, asked, url.protocol === 'https:' ? open : openOnly)
  }
}

const exchange = (url: URL, asked: OutboundRequest, may: MayConnect): Promise<Response> => {
  const deadline = deadlineOf(asked.deadline ?? DEADLINE)
  const signal = asked.signal ? AbortSignal.any([asked.signal, deadline.signal]) : deadline.signal
  return send(url, { ...asked, signal }, may).finally(deadline.over)
}

const send = (url: URL, asked: OutboundRequest, may: MayConnect): Promise<Response> =>
  new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) && !may(host)) return reject(refused(url))
    const options: RequestOptions = {
      method: asked.method ?? 'GET',
      headers: { ...asked.headers, ...length(asked.body) },
      agent: false,
      lookup: checkedLookup(may, url),
      ...(asked.signal && { signal: asked.signal }),
    }
    const sent = (url.protocol === 'https:' ? secure : plain)(url, options)
    sent.on('error', error => reject(failure(error, host)))
    sent.on('response', answer => {
      read(answer, asked).then(
        body => resolve(response(answer, body)),
        error => {
          sent.destroy()
          reject(failure(error, host))
        },
      )
    })
    sent.end(asked.body)
  })

const length = (body: string | Uint8Array | undefined): Record<string, string> =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }

/**
 * The same for a name that does not resolve as for one that resolves to a closed address: which names there are in the network
 * of this service is not for the person to learn who wrote the address down.
 */
const refused = ({ protocol, hostname }: URL, cause?: unknown): OutboundFailed =>
  new OutboundFailed(
    'address',
    protocol === 'http:'
      ? `${hostname} has no address that may be asked without TLS`
      : `${hostname} has no address that may be asked`,
    cause,
  )

/** Resolves a name and hands on only addresses that may be connected to: what was checked is what is used. */
const checkedLookup =
  (may: MayConnect, url: URL): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      // A name server that does not answer says nothing about the name.
      if (error?.code === 'EAI_AGAIN')
        return callback(
          new OutboundFailed('unreachable', `${hostname} could not be looked up now`, error),
          '',
        )
      if (error) return callback(refused(url, error), '')
      const usable = addresses.filter(({ address }) => may(address))
      const first = usable[0]
      if (!first) return callback(refused(url), '')
      return options.all ? callback(null, usable) : callback(null, first.address, first.family)
    })
  }

const read = async (
  answer: IncomingMessage,
  { maxBytes: limit = MAX_BYTES, into }: OutboundRequest,
): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limit) throw new OutboundFailed('large', `the answer is longer than ${limit} bytes`)
    if (into && answer.statusCode === 200) await into(part)
    else parts.push(part)
  }
  return Uint8Array.from(Buffer.concat(parts))
}

const response = (answer: IncomingMessage, body: Uint8Array<ArrayBuffer>): Response => {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  const status = answer.statusCode ?? 502
  const bodiless = status === 204 || status === 205 || status === 304
  return new Response(bodiless ? null : body, {
    status: status < 200 ? 502 : status,
    headers,
  })
}

const TLS =
  /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

const failure = (error: unknown, host: string): OutboundFailed => {
  if (error instanceof OutboundFailed) return error
  const { code = '', name } = error as { code?: string; name?: string }
  const [reason, said]: [OutboundReason, string] =
    name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR'
      ? ['slow', `${host} did not answer in time`]
      : TLS.test(code)
        ? ['tls', `the TLS certificate of ${host} was not accepted (${code})`]
        : ['unreachable', `${host} could not be reached${code ? ` (${code})` : ''}`]
  return new OutboundFailed(reason, said, error)
}
