/**
 * `npm run bench -- holds [kind ...]`: how long a flood of each kind holds the thread in one pass of the event loop, in microseconds: what
 * somebody else's check waits for. Look at the half on a busy machine: of the rest, much is waiting for a core. One process does
 * everything here; with workers, only decisions hold up checks.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { floods } from './http/flood-requests.ts'
import { saidOf, startFlood } from './http/start-flood.ts'
import { withTenants } from './http/tenants.ts'

const WARM_MS = 1_000
const ROUND_MS = 4_000
/** A line is written at the next pass. */
const WRITTEN_MS = 300
const FLOODING = 16

interface Holds {
  readonly half: number
  readonly p90: number
  readonly p99: number
  readonly worst: number
  readonly passes: number
}

export const holds = async (...wanted: readonly string[]): Promise<void> =>
  withTenants({ workers: '1' }, async tenants => {
    const { server, folder, flooding } = tenants
    const file = join(folder, 'holds')
    const since = async (): Promise<Holds> => {
      server.signal('SIGUSR2')
      await wait(WRITTEN_MS)
      return JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) as string) as Holds
    }
    for (const [kind, { what }] of floods(flooding).entries()) {
      if (wanted.length > 0 && !wanted.some(word => what.includes(word))) continue
      const stop = startFlood(tenants, { kind, connections: FLOODING })
      await wait(WARM_MS)
      await since()
      await wait(ROUND_MS)
      const { half, p90, p99, worst, passes } = await since()
      console.log(
        `${what}: half of ${passes} passes within ${half} µs, 90 % ${p90}, 99 % ${p99}, the longest ${worst}`,
      )
      console.log(`  ${saidOf(await stop())}`)
      await wait(WARM_MS)
    }
  })
