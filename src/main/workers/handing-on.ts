import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { Problem } from '../../model/problems.ts'
import { NEAR } from './near.ts'

/** Of one connection only. */
const HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
] as const
const OF_ANSWERS: ReadonlySet<string> = new Set(HOP)
/** What was answered already, or is said anew. */
const OF_REQUESTS: ReadonlySet<string> = new Set([...HOP, 'expect', 'x-request-id', NEAR])

/** How long a request waits for a process that is being started again. */
const PATIENCE_MS = 5_000
const AGAIN_MS = 50

/**
 * Hands requests on to the process behind a socket of this machine, and its answers back, both as they come. A request that finds
 * nobody there waits a while: nothing of it was read yet.
 */
export const createHandingOn = (socketPath: string) => {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })

  return async (req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> => {
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const outcome = await once(req, res, { socketPath, agent, requestId })
      if (outcome === 'answered') return
      if (outcome === 'cut') throw new Problem(isSafe(req) ? 'restarting' : 'outcome_unknown')
      if (performance.now() > until) throw new Problem('restarting')
      await after(AGAIN_MS)
    }
  }
}

interface Way {
  readonly socketPath: string
  readonly agent: Agent
  readonly requestId: string
}

/** `nobody`: nothing was sent. `cut`: the other process ended before it answered. */
type Outcome = 'answered' | 'nobody' | 'cut'

const once = (req: IncomingMessage, res: ServerResponse, way: Way): Promise<Outcome> =>
  new Promise(resolve => {
    const { socketPath, agent, requestId } = way
    let sent = false
    const out = request({
      socketPath,
      agent,
      method: req.method,
      path: req.url,
      headers: headersOf(req, requestId),
    })
    const abandoned = () => out.destroy()
    const over = (outcome: Outcome) => {
      res.off('close', abandoned)
      resolve(outcome)
    }
    const send = () => {
      sent = true
      req.pipe(out)
    }
    out.once('socket', socket => {
      if (socket.connecting) socket.once('connect', send)
      else send()
    })
    out.once('response', reply => {
      res.writeHead(reply.statusCode ?? 502, reply.statusMessage, endToEnd(reply, OF_ANSWERS))
      reply.pipe(res)
      reply.once('close', () => {
        // An answer that was cut short must look like one.
        if (!reply.complete) res.destroy()
        over('answered')
      })
    })
    out.once('error', () => {
      req.unpipe(out)
      if (res.headersSent || res.destroyed) over('answered')
      else over(sent ? 'cut' : 'nobody')
    })
    res.once('close', abandoned)
  })

const headersOf = (req: IncomingMessage, requestId: string): string[] => [
  ...lengthOf(req),
  ...endToEnd(req, OF_REQUESTS),
  'X-Request-ID',
  requestId,
  NEAR,
  req.socket.remoteAddress ?? '',
]

/** A body of unknown length stays one; where there is none, that is said. */
const lengthOf = ({ headers, method = '' }: IncomingMessage): readonly string[] => {
  if (headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked']
  const mayHaveBody = headers['content-length'] === undefined && /^(?:POST|PUT|PATCH)$/.test(method)
  return mayHaveBody ? ['Content-Length', '0'] : []
}

/** Names and values as they came, without those of one connection. */
const endToEnd = ({ rawHeaders, headers }: IncomingMessage, dropped: ReadonlySet<string>): string[] => {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/))
  return rawHeaders.filter((_, at) => {
    const name = (rawHeaders[at - (at % 2)] ?? '').toLowerCase()
    return !dropped.has(name) && !named.has(name)
  })
}

const isSafe = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'
