import { requireDocumented } from './documented.ts'

/** A reply as tests look at it. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}

/** A parsed body: whatever the service sent. What a test reads of it, it asserts. */
export type Body = ReturnType<typeof JSON.parse>

export interface Extra {
  readonly headers?: Readonly<Record<string, string>>
}

export type Ask = (method: string, path: string, body?: unknown, extra?: Extra) => Promise<Reply>

/** Speaks JSON to a service; a text body is sent as it is. Every answer must be what the API's description says. */
export const client =
  (url: string, key: string | undefined): Ask =>
  async (method, path, body, { headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = /\bapplication\/(?:problem\+)?json\b/.test(response.headers.get('content-type') ?? '')
    const parsed: Body = json && text !== '' ? JSON.parse(text) : undefined
    requireDocumented(method, path, response.status, parsed)
    return { status: response.status, headers: response.headers, text, body: parsed }
  }
