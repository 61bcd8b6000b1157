/**
 * How a request that is handed on says which address it came from: by headers of ours. Only processes of this service reach the
 * socket that it arrives on.
 */
import type { IncomingMessage } from 'node:http'

export const NEAR = 'kasbah-near'
/** The same for a request whose caller was known before it was handed on: a proof that is good for one use has been used for it. */
export const PROVEN = 'kasbah-proven'

/** Takes the headers off, and has the connection bear what they say: it carries one request at a time. */
export const takeNear = (req: IncomingMessage): void => {
  const address = taken(req, NEAR)
  const proven = taken(req, PROVEN) !== undefined
  Object.defineProperty(req.socket, 'remoteAddress', { value: address, configurable: true })
  Object.defineProperty(req.socket, 'proven', { value: proven, configurable: true })
}

const taken = (req: IncomingMessage, name: string): unknown => {
  const { [name]: value } = req.headers
  delete req.headers[name]
  // Names stand at even places: a client may have sent this word as a value.
  const at = req.rawHeaders.findIndex((text, place) => place % 2 === 0 && text === name)
  if (at >= 0) req.rawHeaders.splice(at, 2)
  return value
}
