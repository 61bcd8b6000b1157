/**
 * Clients in a thread of their own, so that they go on while the server's thread is held up. Each has one connection. It sends a
 * request whenever the number of rounds rises, and says how each round ended: by a status, or how the connection ended.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

export interface Asking {
  readonly port: number
  readonly clients: number
  /** How many rounds are wanted, and how many were sent. */
  readonly wanted: Int32Array<SharedArrayBuffer>
  readonly sent: Int32Array<SharedArrayBuffer>
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

const answered = (socket: Socket): Promise<string> =>
  new Promise(resolve => {
    socket.once('data', (data: Buffer) => resolve(data.toString('latin1').slice(9, 12)))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('end', () => resolve('ended'))
  })

const { port, clients, wanted, sent }: Asking = workerData
const sockets = await Promise.all(
  Array.from({ length: clients }, async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }),
)
for (let round = 1; ; round += 1) {
  Atomics.wait(wanted, 0, round - 1)
  if (Atomics.load(wanted, 0) < round) break
  const answers = sockets.map(answered)
  await Promise.all(sockets.map(socket => new Promise(done => socket.write(REQUEST, done))))
  Atomics.store(sent, 0, round)
  Atomics.notify(sent, 0)
  parentPort?.postMessage(await Promise.all(answers))
}
