import { rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { ListenOptions, Server as TcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { type Config, nearAddress } from '../config/config.ts'
import type { Stopping } from './stopping.ts'

// Not by `import`, which loads Node's client for WebSockets with it: 2 MB of heap.
const { createServer, maxHeaderSize } = process.getBuiltinModule('node:http')

/** A request's head must be here within this; its whole within the second. */
const HEAD_WITHIN_MS = 15_000
const WHOLE_WITHIN_MS = 60_000

/** @param unread answers what could not be read as a request */
export const createHttpServer = (
  handler: Stopping['handler'],
  { keepAliveSeconds }: Pick<Config, 'keepAliveSeconds'>,
  unread: (error: NodeJS.ErrnoException, socket: Duplex) => void,
): Server =>
  createServer(
    {
      headersTimeout: HEAD_WITHIN_MS,
      requestTimeout: WHOLE_WITHIN_MS,
      keepAliveTimeout: keepAliveSeconds * 1000,
    },
    handler,
  ).on('clientError', unread)

/**
 * For requests that another process of ours hands on over a socket of this machine. That one has bounded their time and their head, and
 * adds who they came from.
 */
export const createInnerServer = (handler: Stopping['handler']): Server =>
  createServer(
    {
      headersTimeout: 0,
      requestTimeout: 0,
      keepAliveTimeout: 0,
      requireHostHeader: false,
      maxHeaderSize: 2 * maxHeaderSize,
    },
    handler,
  )

/** Listens on a socket file, alone. What a process left there that was killed is taken away. */
export const listeningInside = async (server: TcpServer, path: string): Promise<void> => {
  await rm(path, { force: true })
  await listeningBy(server, { path, exclusive: true })
}

export const listening = (server: Server, { listen }: Pick<Config, 'listen'>): Promise<void> =>
  listeningBy(server, listen)

/**
 * Listens beside other processes: the kernel spreads connections evenly over all that do (SO_REUSEPORT). Where it cannot, they share one
 * socket, and connections go to whoever is free.
 */
export const listeningTogether = (server: Server, { listen }: Pick<Config, 'listen'>): Promise<void> =>
  listeningBy(server, { ...listen, reusePort: process.platform === 'linux' })

const listeningBy = (server: TcpServer, options: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** Listens there for a moment. @returns the port, a free one where the settings ask for any @throws what `listen` throws */
const tried = async (config: Pick<Config, 'listen'>): Promise<number> => {
  const probe = createServer()
  await listening(probe, config)
  const address = probe.address()
  await new Promise(resolve => probe.close(resolve))
  return address === null || typeof address === 'string' ? config.listen.port : address.port
}

/**
 * Refuses an address where nobody can listen, and port 0 becomes a free port, before anything is composed: the public URL is in what
 * the rooms are made with.
 */
export const withPort = async (config: Config): Promise<Config> => {
  const { listen, publicUrl } = config
  const found = { ...listen, port: await tried(config) }
  return {
    ...config,
    listen: found,
    publicUrl: publicUrl === nearAddress(listen) ? nearAddress(found) : publicUrl,
  }
}

/** How long an address may still be held by workers of a primary process that was killed. */
const ORPHANS_MS = 3_000

/** The same, and waits for an address that is about to be free. */
export const onTriedPort = async (config: Config): Promise<Config> => {
  const until = performance.now() + ORPHANS_MS
  for (;;) {
    try {
      return await withPort(config)
    } catch (error) {
      const held = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!held || performance.now() > until) throw error
      await after(100)
    }
  }
}
