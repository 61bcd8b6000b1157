import type { Context } from 'koa'
import type { Step } from '../pipeline.ts'
import type { Answer } from './idempotency.ts'

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

const ASCII = /^[ -~]*$/

/** Sends the answer. */
export const sent: Step = ({ ctx, answer }) => {
  if (!answer) throw new Error('nothing was answered')
  send(ctx, answer)
}

/** A body with a `revision` has it as its ETag; one that was not propagated everywhere is a 202. */
const send = (ctx: Context, { status, body }: Answer): void => {
  if (body instanceof Raw) {
    ctx.status = status
    for (const [name, value] of Object.entries(body.headers)) ctx.set(name, value)
    ctx.set('Content-Type', body.type)
    ctx.body = body.body
    return
  }
  const { revision, propagated } = (body ?? {}) as { revision?: number; propagated?: boolean }
  const { res } = ctx
  const text = JSON.stringify(body)
  res.statusCode = propagated === false ? 202 : status
  if (typeof revision === 'number') res.setHeader('ETag', `"${revision}"`)
  res.setHeader('Content-Type', 'application/json; charset=utf-8')
  // Node writes a text of plain ASCII as it is, and any other one character by character.
  const encoding = ASCII.test(text) ? 'latin1' : 'utf8'
  res.setHeader('Content-Length', Buffer.byteLength(text, encoding))
  // Nothing is left for Koa to work out about this answer.
  ctx.respond = false
  // A text goes out in one write with the head, bytes in two.
  res.end(text, encoding)
}
