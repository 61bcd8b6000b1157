import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { withinNetworks } from '../../directory/networks.ts'
import type { CertificateHeaders } from '../../model/client-certificate.ts'
import type { TrustedProxies } from '../../model/network.ts'
import type { Step } from '../pipeline.ts'

/**
 * Decides once which address a request comes from and which host it names, and writes both where every later reader looks:
 * `X-Forwarded-For` holds this one address, `Host` this one host, and no other forwarding header is left. The headers as
 * they were sent stay in `rawHeaders`. What says which certificate a client has is dropped, unless a trusted proxy says it.
 */
export const peer = (trusted: TrustedProxies, publicUrl: string, passed?: CertificateHeaders): Step => {
  const unbelieved: readonly string[] = [...FORWARDING, ...Object.values(passed ?? {})]
  const port = publicUrl.startsWith('https:') ? ':443' : ':80'
  return exchange => {
    const { ctx } = exchange
    const { headers, socket } = ctx.req
    const near = plain(socket.remoteAddress ?? '')
    const forwarded = headers['x-forwarded-for']
    const address = typeof forwarded === 'string' ? addressOf(trusted, forwarded, near) : near
    ctx.request.ip = address
    if (forwarded !== undefined) headers['x-forwarded-for'] = address
    exchange.viaProxy = isTrusted(trusted, near)
    const host = exchange.viaProxy ? last(headers['x-forwarded-host']) : undefined
    headers.host = withoutPort((host ?? headers.host ?? '').toLowerCase(), port)
    drop(headers, exchange.viaProxy ? FORWARDING : unbelieved)
  }
}

const drop = (headers: IncomingHttpHeaders, names: readonly string[]): void => {
  for (const name of names) if (name in headers) delete headers[name]
}

const FORWARDING = ['x-forwarded-host', 'x-forwarded-proto', 'forwarded'] as const

/** Empty for a text that is not an address. */
const addressOf = (trusted: TrustedProxies, forwarded: string, near: string): string => {
  const chain = forwarded.split(',').map(addressIn)
  if ('hops' in trusted) return [...chain, near].at(-1 - trusted.hops) ?? chain[0] ?? near
  const known = (address: string) => withinNetworks(address, trusted.networks)
  return [...chain, near].findLast(address => !known(address)) ?? chain[0] ?? near
}

const isTrusted = (trusted: TrustedProxies, near: string): boolean =>
  'hops' in trusted ? trusted.hops > 0 : withinNetworks(near, trusted.networks)

const last = (list: string | string[] | undefined): string | undefined =>
  typeof list === 'string' ? list.split(',').at(-1)?.trim() : undefined

const withoutPort = (host: string, port: string): string =>
  host.endsWith(port) ? host.slice(0, -port.length) : host

/** One entry of `X-Forwarded-For`: an address, which may be in brackets and may have a port behind. Empty for anything else. */
export const addressIn = (entry: string): string => {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const [, bracketed, bare] = /^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/.exec(text) ?? []
  const address = plain(bracketed ?? bare ?? text)
  return isIP(address) === 0 ? '' : address
}

/** IPv4 that is written as IPv6 becomes IPv4; one spelling for each IPv6 address, without its zone. */
const plain = (address: string): string => {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [unzoned = ''] = address.split('%')
  return isIP(unzoned) === 6 ? new URL(`http://[${unzoned}]`).hostname.slice(1, -1) : unzoned
}
