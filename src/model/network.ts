import { isIP } from 'node:net'
import { z } from 'zod'

/** Whether the text is an address or a CIDR block, such as `10.0.0.0/8` or `::1`. */
export const isNetwork = (text: string): boolean => {
  const [address = '', bits, more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Which proxies in front are believed about a caller's address: so many of them (0: none), or those in these networks. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: readonly string[] }

/** Known servers: addresses and networks. */
export const Networks = z
  .array(z.string().max(64).refine(isNetwork, 'a network is an address or a CIDR block'))
  .min(1)
  .max(100)
