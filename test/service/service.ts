/** A real service over a real store, on a port of its own, for tests that speak HTTP to it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { compose, type Kasbah, type Surroundings } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'
import { type Ask, client } from './client.ts'
import { freshDatabase, giveBack } from './databases.ts'

export const OPERATOR_KEY = 'the-operator-key-of-these-tests'

export interface Service {
  readonly url: string
  /** Asks as the operator. */
  readonly operator: Ask
  /** Asks with this key; without one, with no credential at all. */
  as(key?: string): Ask
  stop(): Promise<void>
}

export interface ServiceOptions {
  /** The store's URL; a fresh one when absent. */
  readonly store?: string
  readonly env?: Readonly<Record<string, string>>
  /** A policy set to try out. */
  readonly trying?: Surroundings['trying']
}

/** Starts a service that ends with the test. */
export async function startService(t: ExecutionContext, options: ServiceOptions = {}): Promise<Service> {
  const service = await runService(options)
  t.teardown(service.stop)
  return service
}

/** Starts a service that runs until it is stopped: for a file whose tests share one. */
export async function runService({ store, env = {}, trying }: ServiceOptions = {}): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-test-'))
  const lent = store === undefined && env.KASBAH_STORE === undefined ? await freshDatabase() : undefined
  const config = loadConfig({
    env: {
      KASBAH_STORE: store ?? lent ?? `sqlite:${join(folder, 'kasbah.db')}`,
      KASBAH_OPERATOR_KEY: OPERATOR_KEY,
      KASBAH_LOG_LEVEL: 'silent',
      ...env,
    },
  })
  const telemetry = createTelemetry({ level: config.log.level, version: 'test' })
  const kasbah = await compose({ config, telemetry, version: 'test', ...(trying ? { trying } : {}) })
  const server = createServer({ keepAliveTimeout: 0 }, kasbah.handler).on('clientError', kasbah.unread)
  const url = await listening(server)
  return {
    url,
    operator: client(url, OPERATOR_KEY),
    as: key => client(url, key),
    stop: once(async () => {
      await stop(server, kasbah, folder)
      await giveBack(lent)
    }),
  }
}

const listening = (server: Server): Promise<string> =>
  new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    })
  })

const stop = async (server: Server, kasbah: Kasbah, folder: string): Promise<void> => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await kasbah.close()
  await rm(folder, { recursive: true, force: true })
}

/** However often it is asked for, it is done once. */
const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}
