import type { Exchange } from '../exchange.ts'
import type { Step } from '../pipeline.ts'
import { inPairs } from './rate-limit.ts'
import { STANDING_FLAT, setStandingHeaders } from './standing-headers.ts'

/** A body that is not JSON: its own type and bytes. */
export class Raw {
  readonly type: string
  readonly body: string | NodeJS.ReadableStream
  readonly headers: Readonly<Record<string, string>>
  constructor(
    type: string,
    body: string | NodeJS.ReadableStream,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.type = type
    this.body = body
    this.headers = headers
  }
}

/** JSON that was printed in turns: an answer of many items would hold the thread while it is printed whole. */
export class Printed {
  readonly text: string
  /** Where the answer has one. */
  readonly revision: number | undefined
  /** What it cost beyond what its request said. */
  readonly work: number
  constructor(text: string, more: { readonly revision?: number; readonly work?: number } = {}) {
    this.text = text
    this.revision = more.revision
    this.work = more.work ?? 0
  }
}

/** Sends the answer. JSON is only made ready here: the outbox writes it. */
export const sent: Step = exchange => {
  const { answer } = exchange
  if (!answer) throw new Error('nothing was answered')
  if (answer.body instanceof Raw) sendRaw(exchange, answer.status, answer.body)
  else prepareJson(exchange, answer.status, answer.body)
}

const sendRaw = (exchange: Exchange, status: number, { type, body, headers }: Raw): void => {
  const { ctx, requestId, limitHeaders } = exchange
  setStandingHeaders(ctx.res, requestId)
  ctx.status = status
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value)
  for (const [name, value] of inPairs(limitHeaders)) ctx.set(name, value)
  ctx.set('Content-Type', type)
  ctx.body = body
}

const ASCII = /^[ -~]*$/

/** A body with a `revision` has it as its ETag; one that was not propagated everywhere is a 202. */
const prepareJson = (exchange: Exchange, status: number, body: unknown): void => {
  const { ctx, requestId } = exchange
  const { revision, propagated } = (body ?? {}) as { revision?: number; propagated?: boolean }
  const text = body instanceof Printed ? body.text : JSON.stringify(body)
  // Node writes a text of plain ASCII as it is, and any other one character by character.
  const encoding = ASCII.test(text) ? 'latin1' : 'utf8'
  const headers = [
    ...STANDING_FLAT,
    ...exchange.limitHeaders,
    'X-Request-ID',
    requestId,
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(encoding === 'latin1' ? text.length : Buffer.byteLength(text)),
  ]
  if (typeof revision === 'number') headers.push('ETag', `"${revision}"`)
  // Koa has nothing left to compute for this answer.
  ctx.respond = false
  ctx.res.writeHead(propagated === false ? 202 : status, headers)
  exchange.ready = { text, encoding }
}
