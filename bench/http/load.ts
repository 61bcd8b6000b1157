import { connect, type Socket } from 'node:net'

/** A request as it goes over the wire, kept alive. */
export const requestBytes = (
  path: string,
  headers: Record<string, string>,
  body: string,
  method = 'POST',
): Buffer =>
  Buffer.from(
    [
      `${method} ${path} HTTP/1.1`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...Object.entries({ Host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  )

/** What came back, once it is whole. */
interface Answer {
  readonly status: string
  readonly body: string
  readonly bytes: number
}

const answerIn = (received: string): Answer | undefined => {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? 0)
  const end = head + 4 + length
  if (received.length < end) return undefined
  return { status: received.slice(9, 12), body: received.slice(head + 4, end), bytes: end }
}

const opened = (url: URL): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    socket.setEncoding('latin1')
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })

/** Sends one request after the other over a connection until `until`; answers the milliseconds of each answer with 200. */
const keepAsking = (socket: Socket, requests: readonly Buffer[], until: number): Promise<number[]> =>
  new Promise((resolve, reject) => {
    let received = ''
    let begun = 0
    const times: number[] = []
    const ask = () => {
      begun = performance.now()
      socket.write(requests[times.length % requests.length] as Buffer)
    }
    socket.on('data', (part: string) => {
      received += part
      const answer = answerIn(received)
      if (!answer) return
      if (answer.status !== '200') return reject(new Error(`${answer.status}: ${answer.body}`))
      received = received.slice(answer.bytes)
      const now = performance.now()
      times.push(now - begun)
      if (now >= until) return resolve(times)
      ask()
    })
    socket.once('error', reject)
    ask()
  })

/** Sends a request over a connection, once the one before is answered. */
export type Asking = (request: Buffer) => Promise<Answer>

export const connected = async (url: URL): Promise<Asking> => {
  const socket = await opened(url)
  let received = ''
  let asked: PromiseWithResolvers<Answer> | undefined
  const failed = () => asked?.reject(new Error('the connection has ended'))
  socket.on('data', (part: string) => {
    received += part
    const answer = answerIn(received)
    if (!answer) return
    received = received.slice(answer.bytes)
    asked?.resolve(answer)
  })
  socket.once('close', failed)
  socket.on('error', failed)
  return request => {
    asked = Promise.withResolvers()
    if (socket.destroyed) failed()
    else socket.write(request)
    return asked.promise
  }
}

/** The body of the answer to one request. */
export const askOnce = async (url: URL, request: Buffer): Promise<string> => {
  const socket = await opened(url)
  return new Promise((resolve, reject) => {
    let received = ''
    socket.on('data', (part: string) => {
      received += part
      const answer = answerIn(received)
      if (!answer) return
      socket.destroy()
      if (answer.status === '200') resolve(answer.body)
      else reject(new Error(`${answer.status}: ${answer.body}`))
    })
    socket.once('error', reject)
    socket.write(request)
  })
}

/** Keeps `connections` connections busy for some milliseconds; answers the milliseconds of each answer, and the time taken. */
export const load = async (
  url: URL,
  requests: readonly Buffer[],
  { connections, ms }: { connections: number; ms: number },
) => {
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(url)))
  const start = performance.now()
  const times = await Promise.all(
    sockets.map((socket, i) =>
      keepAsking(socket, requests.slice(i).concat(requests.slice(0, i)), start + ms),
    ),
  )
  const seconds = (performance.now() - start) / 1_000
  for (const socket of sockets) socket.destroy()
  return { answers: times.reduce((sum, some) => sum + some.length, 0), times: times.flat(), seconds }
}
