import type { IncomingMessage } from 'node:http'
import { Problem } from '../../model/problems.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a JSON body, at most `limit` bytes.
 * @throws Problem unsupported_media_type, body_too_large, malformed
 */
export const readJson = async (req: IncomingMessage, limit: number): Promise<unknown> =>
  parse(await readText(req, limit))

/** The body's bytes as text, for idempotency and parsing. An empty body is the empty text. */
export const readText = async (req: IncomingMessage, limit: number): Promise<string> => {
  const declared = req.headers['content-length']
  if (declared !== undefined && Number(declared) > limit) throw tooLarge(limit)
  const bytes = await collect(req, limit)
  if (bytes.length === 0) return ''
  if (!isJson(req.headers['content-type'])) throw new Problem('unsupported_media_type')
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new Problem('malformed', 'the body is not well-formed UTF-8', { cause })
  }
}

export const parse = (text: string): unknown => {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Problem('malformed', 'the body is not well-formed JSON', { cause })
  }
}

const isJson = (type: string | undefined): boolean =>
  type === 'application/json' ||
  (type !== undefined && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type))

const tooLarge = (limit: number) => new Problem('body_too_large', `at most ${limit} bytes`)

const collect = (req: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      // The rest is read and dropped so that the caller can still read the answer, up to a point.
      else if (size > limit * 8) req.destroy()
      else reject(tooLarge(limit))
    })
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    req.on('error', cause => reject(new Problem('malformed', 'the body ended early', { cause })))
    req.on('aborted', () => reject(new Problem('malformed', 'the body ended early')))
  })
