/** A real service that knows its own address, as sign-in needs: host, cookies and redirects are all of one origin. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { compose, type Kasbah } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createTelemetry } from '../../src/telemetry/telemetry.ts'
import { type Ask, client } from '../service/client.ts'
import { findMongodb } from '../stores/mongodb-server.ts'

export const OPERATOR_KEY = 'the-operator-key-of-these-tests'

/** The server on which every store of this file is, when `npm run test:mongodb` asks for one. */
const mongodb = process.env.TEST_STORE === 'mongodb' ? await findMongodb() : undefined

export interface SignInService {
  readonly url: string
  readonly operator: Ask
  as(key?: string): Ask
  /** Ends it before the test does. */
  stop(): Promise<void>
}

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
  const server = createServer((req, res) => {
    turn += 1
    running[turn % running.length]?.handler(req, res)
  })
  // A slow machine may take longer between two requests than a connection is kept for by default.
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async (): Promise<void> => {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
    await Promise.all(running.splice(0).map(each => each.close()))
  }
  t.teardown(stop)
  for (let i = 0; i < replicas; i += 1) running.push(await oneReplica(url, env))
  return { url, operator: client(url, OPERATOR_KEY), as: key => client(url, key), stop }
}

const oneReplica = (url: string, env: Readonly<Record<string, string>>): Promise<Kasbah> => {
  const config = loadConfig({
    env: {
      KASBAH_STORE: mongodb?.database() ?? 'sqlite::memory:',
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
