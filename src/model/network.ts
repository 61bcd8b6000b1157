import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** Whether the text is an address or a CIDR block, such as `10.0.0.0/8` or `::1`. */
export const isNetwork = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** The proxies that are trusted to state a caller's address: a number of hops (0: none), or all proxies in these networks. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: readonly string[] }

const familyOf = (network: string): number => isIP(network.split('/')[0] ?? '')

const bitsOf = (network: string): number => {
  const [, bits = familyOf(network) === 4 ? '32' : '128'] = network.split('/')
  return Number(bits)
}

/** Whether every address of `inner` is one of `outer`; two ways of writing an address (IPv4 as IPv6) are not compared. */
export const isNetworkWithin = (inner: string, outer: string): boolean => {
  if (familyOf(inner) !== familyOf(outer) || bitsOf(inner) < bitsOf(outer)) return false
  const family = familyOf(outer) === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(outer.split('/')[0] ?? '', bitsOf(outer), family)
  return list.check(inner.split('/')[0] ?? '', family)
}

/** Known servers: addresses and networks. */
export const Networks = z
  .array(z.string().max(64).refine(isNetwork, 'a network is an address or a CIDR block'))
  .min(1)
  .max(100)
