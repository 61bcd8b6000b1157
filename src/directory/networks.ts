import { BlockList, isIP } from 'node:net'

/**
 * Whether the address (IPv4, IPv6, or IPv4 written as IPv6) lies in one of the networks. A text that is not an address does not.
 */
export const withinNetworks = (address: string, networks: readonly string[]): boolean => {
  const plain = address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address
  const version = isIP(plain)
  if (version === 0) return false
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits] = network.split('/')
    const family = isIP(base) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(base, family)
    else list.addSubnet(base, Number(bits), family)
  }
  return list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
}
