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
  readonly headers?: Readonly<Record<string, string>>
  /** Sending it twice does no harm. */
  readonly repeatable: boolean
}

export type Send = (outgoing: Outgoing, options?: CallOptions) => Promise<unknown>

export const createSender = (options: SenderOptions): Send => {
  const base = baseOf(options.url)
  return async (outgoing, call = {}) => {
    const limit = call.timeoutMs ?? options.timeoutMs ?? 10_000
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
  { method, path, body, headers }: Outgoing,
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
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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
