/**
 * How a request that is handed on says which address it came from: by a header of ours. Only processes of this service reach the
 * socket that it arrives on.
 */
import type { IncomingMessage } from 'node:http'

export const NEAR = 'kasbah-near'

/** Takes the header off, and has the connection bear the address: it carries one request at a time. */
export const takeNear = (req: IncomingMessage): void => {
  const { [NEAR]: address } = req.headers
  delete req.headers[NEAR]
  // Names stand at even places: a client may have sent this word as a value.
  const at = req.rawHeaders.findIndex((text, place) => place % 2 === 0 && text === NEAR)
  if (at >= 0) req.rawHeaders.splice(at, 2)
  Object.defineProperty(req.socket, 'remoteAddress', { value: address, configurable: true })
}
