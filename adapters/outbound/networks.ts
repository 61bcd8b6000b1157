/** Which addresses may be asked: every public one, and those networks that the operator named. */
import { BlockList, isIP } from 'node:net'

const CLOSED = [
  // IPv4: this host, private, shared, loopback, link-local, protocol, documentation, benchmark, multicast, reserved
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  // IPv6: unspecified and IPv4-compatible, NAT64, discard, Teredo and documentation, 6to4, unique local, link-local, site-local, multicast
  ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]

const networks = (cidrs: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family)
  }
  return list
}

/** Says of an IP address whether it may be connected to. An IPv4 address inside IPv6 counts as what it is inside. */
export type MayConnect = (address: string) => boolean

/** @param allowed networks in CIDR notation that are open although they are not public */
export const mayConnect = (allowed: readonly string[]): MayConnect => {
  const closed = networks(CLOSED)
  const open = networks(allowed)
  return address => {
    const family = isIP(address)
    if (family === 0) return false
    const kind = family === 6 ? 'ipv6' : 'ipv4'
    return open.check(address, kind) || !closed.check(address, kind)
  }
}
