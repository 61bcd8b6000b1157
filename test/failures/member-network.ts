/**
 * The network before a member of a replica set: clients and the other members reach it through one port, and the test can cut it off
 * from the other members while clients still reach it. A connection tells who it is from by what it sends: members greet each other as
 * internal clients, and name themselves in each heartbeat.
 */
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'

export interface MemberNetwork {
  readonly port: number
  /** Nothing from other members goes in; see {@link MemberNetwork.refuse} for the other direction. */
  isolate(): void
  /** Refuses what this member sends; called on the networks of the others. */
  refuse(member: number): void
  /** As good as new. */
  heal(): void
  close(): Promise<void>
}

interface Weather {
  isolated: boolean
  refused: string | undefined
}

export const startMemberNetwork = async (to: () => number): Promise<MemberNetwork> => {
  const weather: Weather = { isolated: false, refused: undefined }
  const open = new Map<Socket, { internal: boolean }>()
  const server = createServer(near => {
    const far = createConnection({ port: to(), host: '127.0.0.1' })
    const kind = { internal: false }
    open.set(near, kind)
    near.on('data', chunk => {
      kind.internal ||= chunk.includes('internalClient')
      if (passes(weather, kind, chunk)) far.write(chunk)
      else near.destroy()
    })
    far.on('data', chunk => near.write(chunk))
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        other.destroy()
        open.delete(near)
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    isolate: () => {
      weather.isolated = true
      for (const [socket, { internal }] of open) if (internal) socket.destroy()
    },
    refuse: member => {
      weather.refused = `127.0.0.1:${member}`
    },
    heal: () => {
      weather.isolated = false
      weather.refused = undefined
    },
    close: async () => {
      for (const socket of open.keys()) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const passes = (
  { isolated, refused }: Weather,
  { internal }: { internal: boolean },
  chunk: Buffer,
): boolean => {
  if (!internal) return true
  if (isolated) return false
  return refused === undefined || !chunk.includes('replSetHeartbeat') || !chunk.includes(refused)
}
