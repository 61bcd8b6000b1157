/** A real service that knows its own address, as sign-in needs: host, cookies and redirects are all of one origin. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { compose, type Kasbah } from '../../../src/compose.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { createTelemetry } from '../../../src/telemetry/telemetry.ts'
import { type Ask, client } from '../../service/client.ts'

const OPERATOR_KEY = 'the-operator-key-of-these-tests'

export interface SignInService {
  readonly url: string
  readonly operator: Ask
  readonly kasbah: Kasbah
  as(key?: string): Ask
}

/** Starts one that ends with the test. Without a store of its own it keeps everything in memory. */
export const startSignIn = async (
  t: ExecutionContext,
  env: Readonly<Record<string, string>> = {},
): Promise<SignInService> => {
  let handler: Kasbah['handler'] | undefined
  const server = createServer((req, res) => handler?.(req, res))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config = loadConfig({
    env: {
      KASBAH_STORE: 'sqlite::memory:',
      KASBAH_OPERATOR_KEY: OPERATOR_KEY,
      KASBAH_LOG_LEVEL: 'silent',
      KASBAH_PUBLIC_URL: url,
      ...env,
    },
  })
  const telemetry = createTelemetry({ level: config.log.level, version: 'test' })
  const kasbah = await compose({ config, telemetry, version: 'test' })
  handler = kasbah.handler
  t.teardown(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    await kasbah.close()
  })
  return { url, operator: client(url, OPERATOR_KEY), kasbah, as: key => client(url, key) }
}
