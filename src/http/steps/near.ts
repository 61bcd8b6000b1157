import type { IncomingHttpHeaders } from 'node:http'
import { isLoopbackName } from '../../bridge/local-request.ts'

const isLocal = (url: string): boolean => URL.canParse(url) && isLoopbackName(new URL(url).hostname)

/**
 * Whether a request names this machine itself as where it goes and where it comes from. One from a page of another site does not: neither
 * by a name of that site that leads here (DNS rebinding), nor across sites.
 */
export const namesThisMachine = (headers: IncomingHttpHeaders): boolean => {
  const { host, origin, 'sec-fetch-site': site } = headers
  return isLocal(`http://${host}`) && (origin === undefined || isLocal(origin)) && site !== 'cross-site'
}
