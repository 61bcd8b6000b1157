import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { Problem, type ProblemCode } from '../../model/problems.ts'
import { NEAR, PROVEN } from './near.ts'

// Not by `import`, which loads Node's client for WebSockets with it: 2 MB of heap.
const { Agent, request } = process.getBuiltinModule('node:http')

/** What is known of a request: its id, and its body where it was read already. */
interface Known {
  readonly requestId: string
  readonly text: string | undefined
}

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
const OF_REQUESTS: ReadonlySet<string> = new Set([...HOP, 'expect', 'x-request-id', NEAR, PROVEN])
/** Their body is sent anew. */
const OF_READ_REQUESTS: ReadonlySet<string> = new Set([...OF_REQUESTS, 'content-length'])

/** How long a request waits for a process that is being started again. */
const PATIENCE_MS = 5_000
const AGAIN_MS = 50
/**
 * Requests for which a way to that process is sought at once. More would overflow the line of its socket, and each would find nobody there
 * and try again: thousands of them held the thread.
 */
const MOST_SEEKING = 64

/**
 * Hands requests on to the process behind a socket of this machine, and its answers back, both as they come. A request that finds
 * nobody there waits a while: nothing of it was read yet.
 */
export const createHandingOn = (socketPath: string) => {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })

  const seeking = createGate(MOST_SEEKING)

  return async (req: IncomingMessage, res: ServerResponse, known: Known): Promise<void> => {
    const until = performance.now() + PATIENCE_MS
    const found = await seeking.enter()
    const way = { socketPath, agent, found, ...known }
    let outcome: Outcome
    try {
      outcome = await once(req, res, way)
      while (outcome === 'nobody' && performance.now() < until && !res.destroyed) {
        await after(AGAIN_MS)
        outcome = await once(req, res, way)
      }
    } finally {
      // One that never left would keep its place from all that come later.
      found()
    }
    if (outcome !== 'answered' && !res.destroyed) throw new Problem(problemOf(outcome, req))
  }
}

/** Lets so many in at once, and the others in their order. */
const createGate = (most: number) => {
  const waiting: (() => void)[] = []
  let inside = 0
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else inside -= 1
  }
  return {
    /** @returns how to leave; a second time changes nothing */
    enter: async (): Promise<() => void> => {
      if (inside < most) inside += 1
      else await new Promise<void>(resolve => waiting.push(resolve))
      let left = false
      return () => {
        if (!left) leave()
        left = true
      }
    },
  }
}

const problemOf = (outcome: Outcome, { method }: IncomingMessage): ProblemCode =>
  outcome === 'cut' && method !== 'GET' && method !== 'HEAD' ? 'outcome_unknown' : 'restarting'

interface Way extends Known {
  readonly socketPath: string
  readonly agent: InstanceType<typeof Agent>
  /** Called when the other process is there. */
  readonly found: () => void
}

/** `nobody`: nothing was sent. `cut`: the other process ended before it answered. */
type Outcome = 'answered' | 'nobody' | 'cut'

const once = (req: IncomingMessage, res: ServerResponse, way: Way): Promise<Outcome> =>
  new Promise(resolve => {
    if (res.destroyed) return resolve('answered')
    const { socketPath, agent, found, text } = way
    let sent = false
    const out = request({
      socketPath,
      agent,
      method: req.method,
      path: req.url,
      headers: headersOf(req, way),
    })
    const abandoned = () => out.destroy()
    const over = (outcome: Outcome) => {
      res.off('close', abandoned)
      resolve(outcome)
    }
    const send = () => {
      sent = true
      found()
      if (text === undefined) req.pipe(out)
      else out.end(text)
    }
    out.once('socket', socket => {
      if (socket.connecting) socket.once('connect', send)
      else send()
    })
    out.once('response', reply => {
      const early = !out.writableEnded
      if (early) dropRest(req, out)
      res.writeHead(reply.statusCode ?? 502, reply.statusMessage, endToEnd(reply, OF_ANSWERS))
      reply.pipe(res)
      reply.once('close', () => {
        if (early) out.destroy()
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

/** An answer came before the body was read: nobody wants the rest of it. */
const dropRest = (req: IncomingMessage, out: ClientRequest): void => {
  req.unpipe(out)
  req.resume()
}

const headersOf = (req: IncomingMessage, { requestId, text }: Known): string[] => [
  ...(text === undefined ? lengthOf(req) : ['Content-Length', String(Buffer.byteLength(text)), PROVEN, '']),
  ...endToEnd(req, text === undefined ? OF_REQUESTS : OF_READ_REQUESTS),
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

/**
 * Names and values as they came, without those of one connection. Which those are is not for the sender to say: a body whose length
 * was left out would be taken for the next request.
 */
const endToEnd = ({ rawHeaders }: IncomingMessage, dropped: ReadonlySet<string>): string[] =>
  rawHeaders.filter((_, at) => !dropped.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()))
