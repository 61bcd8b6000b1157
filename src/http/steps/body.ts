import { isAscii } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem, type ProblemCode } from '../../model/problems.ts'
import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'

/** Reads the body, on calls that have one: at most what the route takes, and what the service takes at all. */
export const bodyRead =
  (most: number): Step =>
  exchange => {
    const { route, ctx } = exchange
    if (route.method === 'GET') return undefined
    if (route.line) return leftToHandler(exchange)
    return readText(ctx.req, Math.min(route.limits.bytes, most), route.otherMedia).then(text => {
      exchange.text = text
    })
  }

/** The request is under way until its answer is out, and what the handler leaves unread is cut off. */
const leftToHandler = (exchange: Exchange): void => {
  const { ctx, leave } = exchange
  cutUnread(ctx)
  exchange.leave = undefined
  if (leave) ctx.res.once('close', leave)
}

// Most bodies are plain ASCII, which needs no decoding.
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * The body's bytes as text, at most `limit` of them. An empty body is the empty text.
 * @throws Problem unsupported_media_type, body_too_large, malformed
 */
export const readText = (
  req: IncomingMessage,
  limit: number,
  otherMedia: ProblemCode = 'unsupported_media_type',
): Promise<string> =>
  new Promise((resolve, reject) => {
    const declared = req.headers['content-length']
    if (declared !== undefined && Number(declared) > limit) throw tooLarge(limit)
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else reject(tooLarge(limit))
    })
    req.on('end', () => {
      try {
        resolve(textOf(chunks, req.headers['content-type'], otherMedia))
      } catch (refusal) {
        reject(refusal)
      }
    })
    // Whoever left while their credential was looked up is never heard of again.
    if (req.destroyed) reject(endedEarly())
    // Every request closes. A problem that nobody hears would be a fifth of a check.
    else req.on('close', () => req.readableEnded || reject(endedEarly()))
  })

const endedEarly = () => new Problem('malformed', 'the body ended early')

const textOf = (chunks: readonly Buffer[], type: string | undefined, otherMedia: ProblemCode): string => {
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  if (bytes.length === 0) return ''
  if (!isJson(type)) throw new Problem(otherMedia, 'the body must be application/json')
  try {
    return isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes)
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

/**
 * This much of a refused body is read and dropped, so that a sender who writes the whole body before reading still gets the
 * answer.
 */
const MAX_DROPPED = 16 * 2 ** 20

/**
 * Limits how much is read of the body of a refused request: the connection closes after the answer, or at once when more arrives
 * than any body may have.
 */
export const dropBody = (req: IncomingMessage): void => {
  let dropped = 0
  req.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > MAX_DROPPED) req.destroy()
  })
  req.resume()
}

/** How long the sender of a body that nobody reads has to read the answer. */
const LAST_WORD_MS = 1_000

/**
 * The same for a mount that writes its own answers. After the answer Node reads and drops the rest of the body; without this
 * limit it would go on for as long as a request may take.
 */
export const cutUnread = ({ req, res }: { req: IncomingMessage; res: ServerResponse }): void => {
  const { socket } = req
  const cut = (): void => {
    if (!req.complete) socket.destroy()
  }
  res.once('finish', () => {
    if (!req.complete) setTimeout(cut, LAST_WORD_MS).unref()
  })
}
