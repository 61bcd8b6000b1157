/**
 * `npm run bench -- flood [workers] [apart|shared] [kind ...]`: another tenant's checks while one tenant sends as much of one kind as it can,
 * beside the same checks in quiet, in the same run. Each tenant asks with keys of its own. See `http/cores.ts` for who has which core.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { moveApart } from './http/cores.ts'
import { floods } from './http/flood-requests.ts'
import { load } from './http/load.ts'
import { saidOf, startFlood } from './http/start-flood.ts'
import { quietCheck, type Tenants, withTenants } from './http/tenants.ts'
import { milli, quantile } from './measure.ts'

const WARM_MS = 1_000
const ROUND_MS = 4_000
const SHORT_MS = 500
const CONNECTIONS = 4
const FLOODING = 16

interface Times {
  readonly median: number
  readonly p99: number
}

/** The checks of the quiet tenant, for some time. */
const checksOf = (tenants: Tenants) => {
  const check = quietCheck(tenants)
  return async (ms: number): Promise<Times> => {
    const { times } = await load(tenants.server.url, [check], { connections: CONNECTIONS, ms })
    return { median: quantile(times, 0.5), p99: quantile(times, 0.99) }
  }
}

const MOST_LOOKS = 120

/** What a flood left behind is worked off first. */
const settled = async (checks: (ms: number) => Promise<Times>, before: Times): Promise<void> => {
  for (let look = 0; look < MOST_LOOKS; look += 1) if ((await checks(SHORT_MS)).p99 < 2 * before.p99) return
}

const said = ({ median, p99 }: Times): string => `p50 ${milli(median)}, p99 ${milli(p99)}`

export const flood = async (
  workers = '2',
  placement = 'apart',
  ...wanted: readonly string[]
): Promise<void> => {
  const { service: cores, said: where } = moveApart(placement)
  console.log(`workers ${workers}; ${where}`)
  console.log(`the quiet tenant asks over ${CONNECTIONS} connections, the other floods over ${FLOODING}`)
  await withTenants({ workers, cores }, async tenants => {
    const checks = checksOf(tenants)
    await checks(WARM_MS)
    const first = await checks(ROUND_MS)
    for (const [kind, { what }] of floods(tenants.flooding).entries()) {
      if (wanted.length > 0 && !wanted.some(word => what.includes(word))) continue
      await settled(checks, first)
      const quiet = await checks(ROUND_MS)
      const stop = startFlood(tenants, {
        kind,
        connections: FLOODING,
        givesWay: cores !== undefined,
      })
      await wait(WARM_MS)
      const beside = await checks(ROUND_MS)
      const flooded = await stop()
      const ratio = (part: keyof Times): string => (beside[part] / quiet[part]).toFixed(1)
      console.log(
        `${what}: another's check at ${ratio('median')} of its quiet p50, ${ratio('p99')} of its quiet p99`,
      )
      console.log(`  quiet ${said(quiet)} · beside ${said(beside)}`)
      console.log(`  ${saidOf(flooded)}`)
    }
  })
}
