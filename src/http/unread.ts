/** What is answered where Node could not read a request: the head is too large, it is no HTTP, or it does not come. */
import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ProblemCode, problems } from '../model/problems.ts'
import { freshId } from './steps/request-id.ts'
import { STANDING_FLAT } from './steps/standing-headers.ts'

// Not by `import`, which loads Node's client for WebSockets with it: 2 MB of heap.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'head_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers as everything else is answered, and ends the connection: nobody knows where the next request would begin. */
export const answerUnread = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  socket.end(problemBytes(CODES[error.code ?? ''] ?? 'malformed'))
}

/** Whether an answer has begun on the connection: what follows would be taken for a part of it. Node knows it by this field. */
const isAnswering = (socket: Duplex & { readonly _httpMessage?: ServerResponse | null }): boolean =>
  socket._httpMessage?.headersSent === true

const problemBytes = (code: ProblemCode): string => {
  const { status, title } = problems[code]
  const request_id = freshId()
  const body = JSON.stringify({ type: `urn:kasbah:problem:${code}`, title, status, code, request_id })
  const headers = [
    ...STANDING_FLAT,
    'X-Request-ID',
    request_id,
    'Content-Type',
    'application/problem+json',
    'Content-Length',
    String(body.length),
    'Connection',
    'close',
  ]
  const lines = headers.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`))
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
