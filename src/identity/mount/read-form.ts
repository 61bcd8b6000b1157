import type { IncomingMessage } from 'node:http'

/**
 * The body as text; undefined when it is longer than `limit` bytes, or says that it will be. The rest is left unread and the
 * connection open, so that the sender can be answered.
 */
export const readForm = async (req: IncomingMessage, limit: number): Promise<string | undefined> => {
  if (Number(req.headers['content-length'] ?? 0) > limit) return undefined
  const parts: Buffer[] = []
  let size = 0
  for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length
    if (size > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
