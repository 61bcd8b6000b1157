/**
 * `npm run bench -- holds [kind ...]`: how long a flood of each kind holds the thread in one pass of the event loop, in microseconds, while
 * another organisation asks over one connection: what that one waits for. Look at the half on a busy machine: of the rest, much is
 * waiting for a core. One process does everything here; with workers, only decisions hold up checks.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { floods } from './http/flood-requests.ts'
import { load } from './http/load.ts'
import { saidOf, startFlood } from './http/start-flood.ts'
import { quietCheck, type Tenants, withTenants } from './http/tenants.ts'

const WARM_MS = 1_000
const ROUND_MS = 4_000
/** A line is written at the next pass. */
const LOOK_MS = 100
const MOST_LOOKS = 300
const FLOODING = 16

interface Holds {
  readonly half: number
  readonly p90: number
  readonly p99: number
  readonly worst: number
  readonly passes: number
}

/** What was measured since it was asked for last. */
const measured = async ({ server, folder }: Tenants): Promise<Holds> => {
  const lines = (): string[] => {
    try {
      return readFileSync(join(folder, 'holds'), 'utf8').trimEnd().split('\n')
    } catch {
      return []
    }
  }
  const before = lines().length
  server.signal('SIGUSR2')
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    await wait(LOOK_MS)
    const all = lines()
    if (all.length > before) return JSON.parse(all.at(-1) as string) as Holds
  }
  throw new Error('the service said nothing: its thread did not run')
}

export const holds = async (...wanted: readonly string[]): Promise<void> =>
  withTenants({ workers: '1' }, async tenants => {
    const { server, flooding } = tenants
    for (const [kind, { what }] of floods(flooding).entries()) {
      if (wanted.length > 0 && !wanted.some(word => what.includes(word))) continue
      const stop = startFlood(tenants, { kind, connections: FLOODING })
      const asking = load(server.url, [quietCheck(tenants)], { connections: 1, ms: WARM_MS + ROUND_MS })
      await wait(WARM_MS)
      await measured(tenants)
      await asking
      const { half, p90, p99, worst, passes } = await measured(tenants)
      console.log(
        `${what}: half of ${passes} passes within ${half} µs, 90 % ${p90}, 99 % ${p99}, the longest ${worst}`,
      )
      console.log(`  ${saidOf(await stop())}`)
      await wait(WARM_MS)
    }
  })
