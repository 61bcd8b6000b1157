import type { IncomingMessage } from 'node:http'

const FORWARDED =
  /^(?:forwarded|via|x-forwarded(?:-.*)?|x-original-.*|x-envoy-.*|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-connecting-ip|fastly-client-ip)$/

/** Whether a host name means the machine itself. */
export const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || isLoopbackAddress(hostname)

const isLoopbackAddress = (address: string): boolean =>
  /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address) || address === '::1'

/**
 * Whether a request came from this machine and through nothing: the connection and the Host are loopback, and no header
 * says that a proxy passed it on. A proxy on this machine that forwards everybody shows by one of the three.
 */
export const isLocalRequest = ({ socket, headers, rawHeaders }: IncomingMessage): boolean =>
  isLoopbackAddress(socket.remoteAddress ?? '') &&
  URL.canParse(`http://${headers.host}`) &&
  isLoopbackName(new URL(`http://${headers.host}`).hostname) &&
  // The raw names: whatever the service believes of a proxy's headers, their presence counts here.
  !rawHeaders.some((name, index) => index % 2 === 0 && FORWARDED.test(name.toLowerCase()))
