/** One call to the service: its time-out, its retries, and its answer as a value or an error. */
import type { Problem } from './api.generated.ts'
import { ProblemError, TimeoutError, UnexpectedAnswerError, UnreachableError } from './errors.ts'
import { delayBefore, isWorthRetrying } from './retry.ts'

export interface SenderOptions {
  /** Where the service is: `https://kasbah.example.com`. */
  readonly url: string
  /** An API key or an access token, or what answers the present one. */
  readonly credential: string | (() => string | Promise<string>)
  /** For a whole call with its retries. 10,000 when absent. */
  readonly timeoutMs?: number
  /** How often a call is sent again after 503 or 429. 3 when absent. */
  readonly retries?: number
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

export interface Outgoing {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  /** In place of a body: lines of JSON. */
  readonly lines?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sending it twice does no harm. */
  readonly repeatable: boolean
}

export type Send = (outgoing: Outgoing, options?: CallOptions) => Promise<unknown>

export interface Sender {
  readonly send: Send
  /** The answer piece by piece, as it is read; the time-out is for each wait. */
  stream(outgoing: Outgoing, options?: CallOptions): AsyncGenerator<string, void, undefined>
  /** Rejects as soon as the caller's signal does. */
  pause(milliseconds: number, options?: CallOptions): Promise<void>
}

export const createSender = (options: SenderOptions): Sender => {
  const base = baseOf(options.url)
  const limitOf = (call: CallOptions): number => call.timeoutMs ?? options.timeoutMs ?? 10_000
  const send: Send = async (outgoing, call = {}) => {
    const limit = limitOf(call)
    const timer = AbortSignal.timeout(limit)
    const signal = call.signal ? AbortSignal.any([call.signal, timer]) : timer
    const key = outgoing.headers?.['Idempotency-Key']
    try {
      return await answerOf(await attempted(options, base, outgoing, signal), key)
    } catch (error) {
      call.signal?.throwIfAborted()
      if (timer.aborted) throw new TimeoutError(limit, key)
      // What `fetch` throws for every failure of the network, and a broken body too.
      throw error instanceof TypeError ? new UnreachableError(base, error, key) : error
    }
  }
  return {
    send,
    stream: (outgoing, call = {}) => streamed(options, base, { outgoing, call, limit: limitOf(call) }),
    pause: (milliseconds, { signal } = {}) => waited(milliseconds, signal ?? new AbortController().signal),
  }
}

interface Streaming {
  readonly outgoing: Outgoing
  readonly call: CallOptions
  readonly limit: number
}

async function* streamed(
  options: SenderOptions,
  base: string,
  { outgoing, call, limit }: Streaming,
): AsyncGenerator<string, void, undefined> {
  const late = new AbortController()
  const signal = call.signal ? AbortSignal.any([call.signal, late.signal]) : late.signal
  /** Only waiting counts: whoever reads may take their time. */
  const within = async <T>(waiting: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => late.abort(), limit)
    try {
      return await waiting
    } finally {
      clearTimeout(timer)
    }
  }
  try {
    const response = await within(attempted(options, base, outgoing, signal))
    if (!response.ok || !response.body) throw await within(refusalOf(response))
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    for (;;) {
      const { done, value } = await within(reader.read())
      if (done) break
      yield decoder.decode(value, { stream: true })
    }
  } catch (error) {
    call.signal?.throwIfAborted()
    if (late.signal.aborted) throw new TimeoutError(limit)
    throw error instanceof TypeError ? new UnreachableError(base, error) : error
  } finally {
    // Also where nobody reads on.
    late.abort()
  }
}

/** Why there are no lines. */
const refusalOf = async (response: Response): Promise<unknown> => {
  await answerOf(response, undefined)
  return new UnexpectedAnswerError(response.status, 'no body')
}

/** Sends until there is an answer that is worth no further attempt. */
const attempted = async (
  options: SenderOptions,
  base: string,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<Response> => {
  const most = outgoing.repeatable ? (options.retries ?? 3) : 0
  for (let attempt = 0; ; attempt += 1) {
    const response = await sent(options, base, outgoing, signal)
    if (attempt >= most || !isWorthRetrying(response.status)) return response
    await response.body?.cancel()
    await waited(delayBefore(attempt, response.headers.get('retry-after')), signal)
  }
}

/** @throws TypeError for what is no address of a service */
const baseOf = (url: string): string => {
  const {
    protocol = '',
    origin,
    pathname,
    username,
    search,
    hash,
  } = URL.canParse(url) ? new URL(url) : ({} as Partial<URL>)
  if (
    !/^https?:$/.test(protocol) ||
    pathname === undefined ||
    username !== '' ||
    search !== '' ||
    hash !== ''
  )
    throw new TypeError('url is the address of the service: https://HOST, without user, query or fragment')
  return origin + pathname.replace(/\/+$/, '')
}

const sent = async (
  { credential, fetch: send = globalThis.fetch }: SenderOptions,
  base: string,
  { method, path, body, lines, headers }: Outgoing,
  signal: AbortSignal,
): Promise<Response> =>
  send(base + path, {
    method,
    signal,
    // A credential is never carried to where a redirect points.
    redirect: 'error',
    headers: {
      Authorization: `Bearer ${typeof credential === 'string' ? credential : await credential()}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(lines === undefined ? {} : { 'Content-Type': 'application/x-ndjson' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(lines === undefined ? {} : { body: lines }),
  })

/** @throws ProblemError, UnexpectedAnswerError */
const answerOf = async (response: Response, key: string | undefined): Promise<unknown> => {
  const type = response.headers.get('content-type') ?? ''
  const text = await response.text()
  if (!/\bapplication\/(?:problem\+)?json\b/.test(type)) {
    if (response.ok) return text
    throw new UnexpectedAnswerError(response.status, `${type || 'no content type'} in place of a problem`)
  }
  const body = parsed(response.status, text)
  if (response.ok) return body
  const problem = body as Partial<Problem> | null
  if (typeof problem?.code !== 'string')
    throw new UnexpectedAnswerError(response.status, 'JSON that is no problem of Kasbah')
  throw new ProblemError({ ...(problem as Problem), status: response.status }, key)
}

const parsed = (status: number, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnexpectedAnswerError(status, 'a body that is no JSON')
  }
}

/** Rejects as soon as the signal does. */
const waited = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
