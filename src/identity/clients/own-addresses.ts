/** Which addresses are a client's own: where its codes may go, and from where its pages may call. */
import { ownOf } from './client-metadata.ts'

/** An address on the person's own machine: host, and what comes after the port. */
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?((?:\/.*)?)$/

const sameButPort = (registered: string, asked: string): boolean => {
  const [, host, rest] = LOOPBACK.exec(registered) ?? []
  const [, askedHost, askedRest] = LOOPBACK.exec(asked) ?? []
  return host !== undefined && host === askedHost && rest === askedRest
}

/**
 * Whether the client may be answered at this address: it is registered, byte for byte. The port of a loopback address may be
 * any, for an application on the person's own machine takes one that is free (RFC 8252 section 7.3).
 */
export const mayReturnTo = (client: object, registered: readonly string[], asked: string): boolean =>
  registered.includes(asked) ||
  (ownOf(client).kind === 'public' && registered.some(uri => sameButPort(uri, asked)))

/**
 * Whether pages of this origin are the client's own: a browser lets them read our answer to a call. Only a client that runs in
 * browsers has such pages.
 */
export const mayCallFrom = (client: object, origin: string): boolean => {
  const { kind, origins } = ownOf(client)
  return kind === 'public' && isOriginAmong(origins, origin)
}

/** The port of a loopback address may be any. */
export const isOriginAmong = (origins: readonly string[], origin: string): boolean =>
  origins.some(own => own === origin || sameButPort(own, origin))
