/** A network between a process and its database that breaks on request. */

import type { AddressInfo } from 'node:net'
import { createConnection, createServer, type Socket } from 'node:net'

export interface Network {
  readonly port: number
  /** Cuts every connection there is; new ones go through. */
  cut(): void
  /** Cuts every connection and refuses new ones, until {@link Network.heal}. */
  partition(): void
  /** Everything takes so long, each way. */
  delay(ms: number): void
  /** What is sent arrives; what is answered does not. Connections stay open. */
  swallow(): void
  /** As good as new. Connections that lost something are cut. */
  heal(): void
  close(): Promise<void>
}

interface Weather {
  refusing: boolean
  delayMs: number
  swallowing: boolean
}

export async function startProxy(to: number): Promise<Network> {
  const weather: Weather = { refusing: false, delayMs: 0, swallowing: false }
  const pairs = new Set<readonly [Socket, Socket]>()
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  const server = createServer(near => {
    if (weather.refusing) return void near.destroy()
    const far = createConnection({ port: to, host: '127.0.0.1' })
    const pair = [near, far] as const
    pairs.add(pair)
    carry(near, far, () => weather.delayMs)
    carry(far, near, () => (weather.swallowing ? undefined : weather.delayMs))
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
    }
    return
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    partition: () => {
      weather.refusing = true
      cut()
    },
    delay: ms => {
      weather.delayMs = ms
    },
    swallow: () => {
      weather.swallowing = true
    },
    heal: () => {
      if (weather.swallowing) cut()
      Object.assign(weather, { refusing: false, delayMs: 0, swallowing: false })
    },
    close: async () => {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Hands on what comes, in order, each piece as late as it is to be; undefined loses it. */
const carry = (from: Socket, to: Socket, lateness: () => number | undefined): void => {
  let last = Promise.resolve()
  from.on('data', piece => {
    const ms = lateness()
    if (ms === undefined) return
    const due = ms > 0 ? new Promise(resolve => setTimeout(resolve, ms)) : undefined
    last = last.then(async () => {
      await due
      if (!to.destroyed) to.write(piece)
    })
  })
  from.on('end', () => {
    last = last.then(() => void to.end())
  })
}
