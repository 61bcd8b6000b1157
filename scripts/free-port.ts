/**
 * Ports for servers that are told theirs before they listen. Those that the system gives away are given to whoever connects next, too:
 * these are below its range, and each is for one test process, as long as that lives.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

const HOST = '127.0.0.1'
const [FIRST, COUNT] = [20_000, 12_000]

/** Held over UDP, which no server of a test speaks: other test processes see that it is taken before anybody listens. */
const held = async (port: number): Promise<boolean> => {
  const claim = createSocket('udp4')
  claim.bind({ port, address: HOST, exclusive: true })
  const taken = await once(claim, 'listening').then(
    () => true,
    () => false,
  )
  claim.unref()
  return taken
}

const isFree = async (port: number): Promise<boolean> => {
  const probe = createServer().listen(port, HOST)
  const free = await once(probe, 'listening').then(
    () => true,
    () => false,
  )
  probe.close()
  return free
}

let next = (process.pid * 37) % COUNT

/** A port on which nobody listens, and that no other test is given while this process lives. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < COUNT; tries += 1) {
    const port = FIRST + next
    next = (next + 1) % COUNT
    if ((await held(port)) && (await isFree(port))) return port
  }
  throw new Error('no port is free')
}
