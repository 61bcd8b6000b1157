import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'

/** A receiver of decisions, until the test ends; answers its address. */
export const startReceiver = async (t: ExecutionContext, answer: RequestListener): Promise<string> => {
  const receiver = createServer({ keepAliveTimeout: 0 }, answer).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  t.teardown(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const { port } = receiver.address() as AddressInfo
  return `http://127.0.0.1:${port}/`
}
