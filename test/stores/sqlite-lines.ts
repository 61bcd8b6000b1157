/** Lines between an owner and its members that live in one process. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Line } from '../../src/ports/line.ts'

const lineOn = (port: MessagePort): Line => ({
  send: message => port.postMessage(message),
  listen: listener => void port.on('message', listener),
  ended: listener => void port.once('close', listener),
})

/** Both ends of a line, and what a test sees when the process at the second end ends. */
export const linePair = (): { readonly ends: readonly [Line, Line]; end(): void } => {
  const { port1, port2 } = new MessageChannel()
  return { ends: [lineOn(port1), lineOn(port2)], end: () => port2.close() }
}
