import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { readFixture } from '../../src/policy/fixture.ts'
import type { Extra, Reply } from './client.ts'
import { runService, type Service } from './service.ts'

export const EXAMPLES = fileURLToPath(new URL('../../policies/examples', import.meta.url))

/** As callers see it, behind something that ends TLS. */
export const PUBLIC = 'https://localhost:8443'

export interface Trying {
  readonly service: Service
  /** Asks an AuthZEN endpoint without a credential. */
  ask(path: string, body: unknown, extra?: Extra): Promise<Reply>
}

/** One of the example sets with its fixture, as `kasbah serve --set ... --fixture ... --without-credentials on` runs it. */
export const trying = async (t: ExecutionContext, set: string): Promise<Trying> => {
  const running = await tryingOut(set)
  t.teardown(running.service.stop)
  return running
}

/** The same, until it is stopped. */
export const tryingOut = async (set: string): Promise<Trying> => {
  const file = `${EXAMPLES}/${set}/fixture.yaml`
  const fixture = readFixture(await readFile(file, 'utf8'), file)
  const service = await runService({
    store: 'sqlite::memory:',
    env: {
      KASBAH_POLICIES: EXAMPLES,
      KASBAH_DEFAULT_ORG: fixture.organisation,
      KASBAH_WITHOUT_CREDENTIALS: 'on',
      KASBAH_PUBLIC_URL: PUBLIC,
    },
    trying: { set, fixture },
  })
  return { service, ask: (path, body, extra) => service.as()('POST', `/access/v1/${path}`, body, extra) }
}
