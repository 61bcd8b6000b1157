import type { IncomingMessage } from 'node:http'
import { Problem } from '../../model/problems.ts'
import type { Step } from '../pipeline.ts'

/** Reads the body, on calls that have one. */
export const bodyRead =
  (limit: number): Step =>
  exchange => {
    if (exchange.route.method === 'GET') return undefined
    return readText(exchange.ctx.req, limit).then(text => {
      exchange.text = text
    })
  }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The body's bytes as text, at most `limit` of them. An empty body is the empty text.
 * @throws Problem unsupported_media_type, body_too_large, malformed
 */
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

/** JSON in UTF-8, which is the only charset of JSON (RFC 8259, section 8.1). */
const isJson = (type: string | undefined): boolean => {
  if (type === 'application/json') return true
  const match = /^application\/(?:[\w.-]+\+)?json\s*(?:;(.*))?$/i.exec(type ?? '')
  const charset = /(?:^|;)\s*charset\s*=\s*"?([\w.:-]+)/i.exec(match?.[1] ?? '')?.[1]
  return match !== null && (charset === undefined || /^utf-?8$/i.test(charset))
}

const tooLarge = (limit: number) => new Problem('body_too_large', `at most ${limit} bytes`)

const collect = (req: IncomingMessage, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      reject(tooLarge(limit))
      // The rest is read and dropped so that the caller can still read the answer, up to a point.
      if (size > limit * 8) req.destroy()
    })
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    req.on('error', cause => reject(new Problem('malformed', 'the body ended early', { cause })))
    req.on('aborted', () => reject(new Problem('malformed', 'the body ended early')))
  })
