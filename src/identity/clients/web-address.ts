/** A host on the person's own machine. */
export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** What is wrong with an address of a client's own server; https unless it is on a loopback address. */
export const webFault = (uri: string): string | undefined => {
  if (!URL.canParse(uri)) return 'not an absolute URL'
  const { protocol, hostname, hash, username, password } = new URL(uri)
  if (hash || uri.includes('#')) return 'must not have a fragment'
  if (username || password) return 'must not have a name or password in it'
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return undefined
  return 'must be https, or http on a loopback address'
}
