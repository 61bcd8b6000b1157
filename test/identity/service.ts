/** A real service that knows its own address, as sign-in needs: host, cookies and redirects are all of one origin. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { compose, type Kasbah } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'
import { type Ask, client } from '../service/client.ts'
import { freshDatabase, giveBack } from '../service/databases.ts'
import { freshStore } from '../service/store.ts'

export const OPERATOR_KEY = 'the-operator-key-of-these-tests'

export interface SignInService {
  readonly url: string
  readonly operator: Ask
  as(key?: string): Ask
  /** Ends it before the test does. */
  stop(): Promise<void>
}

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/**
 * Starts one that ends with the test. Without a store of its own it keeps everything in memory.
 * @param replicas how many answer in turn behind the one address; more than one need a store that they can share
 */
export const startSignIn = async (
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
  replicas = 1,
): Promise<SignInService> => {
  const running: Kasbah[] = []
  let turn = 0
  const { url, close } = await listen((req, res) => {
    turn += 1
    running[turn % running.length]?.handler(req, res)
  })
  const lent = env.KASBAH_STORE === undefined ? await freshDatabase() : undefined
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    // Also of one that did not start: its address is open all the same.
    stopped = true
    await close()
    await Promise.all(running.splice(0).map(each => each.close()))
    await giveBack(lent)
  }
  t.teardown(stop)
  const settings = { ...(lent === undefined ? {} : { KASBAH_STORE: lent }), ...env }
  for (let i = 0; i < replicas; i += 1) running.push(await oneReplica(url, settings))
  return { url, operator: client(url, OPERATOR_KEY), as: key => client(url, key), stop }
}

/** One that is stopped and started again, on the same store, before every request. */
export const startRestarting = async (
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
): Promise<SignInService> => {
  const settings = { KASBAH_STORE: await freshStore(t), ...env }
  let running: Kasbah | undefined
  let before: Promise<unknown> = Promise.resolve()
  const { url, close } = await listen((req, res) => {
    before = before.then(async () => {
      await running?.close()
      running = await oneReplica(url, settings)
      const answered = new Promise(resolve => res.once('close', resolve))
      running.handler(req, res)
      await answered
    })
  })
  const stop = async (): Promise<void> => {
    await close()
    await before
    await running?.close()
    running = undefined
  }
  t.teardown(stop)
  return { url, operator: client(url, OPERATOR_KEY), as: key => client(url, key), stop }
}

const listen = async (handler: Handler): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer(handler)
  // A slow machine may take longer between two requests than a connection is kept for by default.
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

const oneReplica = async (url: string, env: Readonly<Record<string, string>>): Promise<Kasbah> => {
  const config = loadConfig({
    env: {
      KASBAH_STORE: 'sqlite::memory:',
      KASBAH_OPERATOR_KEY: OPERATOR_KEY,
      KASBAH_LOG_LEVEL: 'silent',
      KASBAH_PUBLIC_URL: url,
      ...env,
    },
  })
  return compose({
    config,
    telemetry: createTelemetry({ level: config.log.level, version: 'test' }),
    version: 'test',
  })
}
