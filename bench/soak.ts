/** `npm run bench -- soak [seconds] [workers]`: everything at once for a while. Memory, handles and files must not grow. */
import { readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { floods } from './http/flood-requests.ts'
import { childrenOf } from './http/server.ts'
import { OPERATOR } from './http/service.ts'
import { startFlood } from './http/start-flood.ts'
import { withTenants } from './http/tenants.ts'

/** What must not grow, of each process by its name. */
const METRICS = [
  'process_resident_memory_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_active_handles_total',
] as const

const readMetrics = async (url: URL): Promise<ReadonlyMap<string, number>> => {
  const reply = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${OPERATOR}` } })
  const text = await reply.text()
  const found = METRICS.flatMap(name =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? ([\\d.e+]+)$`, 'gm'))].map(
      ([, labels = '', value]) => [`${name} ${labels}`, Number(value)] as const,
    ),
  )
  return new Map([...found, ['open files of all processes', openFiles()]])
}

/** Of this process and all that it has begun, on Linux. */
const openFiles = (of = process.pid): number => {
  const count = (path: string): number => {
    try {
      return readdirSync(path).length
    } catch {
      return 0
    }
  }
  return childrenOf(of).reduce((sum, pid) => sum + openFiles(pid), count(`/proc/${of}/fd`))
}

const REST_MS = 3_000
/** A fifth of the time is for what is built up once: snapshots, caches, connections. */
const SETTLED = 5

export const soak = async (seconds = '300', workers = '2'): Promise<void> =>
  withTenants({ workers }, async tenants => {
    const { url } = tenants.server
    const all = floods(tenants.flooding)
    const ms = Number(seconds) * 1_000
    const measured: ReadonlyMap<string, number>[] = []
    for (let part = 0; part < SETTLED; part += 1) {
      const stops = all.map((_, kind) => startFlood(tenants, { kind, connections: 2 }))
      await wait(ms / SETTLED)
      const answers = await Promise.all(stops.map(stop => stop()))
      const statuses = answers.map(answer => answer.statuses)
      console.log(`${part + 1} of ${SETTLED}: answers by status ${JSON.stringify(statuses)}`)
      // At rest, so that what is under way does not count.
      await wait(REST_MS)
      measured.push(await readMetrics(url))
    }
    for (const name of measured[0]?.keys() ?? [])
      console.log(`${name}: ${measured.map(values => Math.round(values.get(name) ?? 0)).join(' · ')}`)
  })
