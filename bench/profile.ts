import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { load } from './http/load.ts'
import { checks, type Service, startService } from './http/service.ts'
import { type Profile, sharesOf } from './http/where.ts'
import { median } from './measure.ts'

const CONNECTIONS = 32
const WARM_MS = 3_000
const ROUNDS = 7
const ROUND_MS = 1_500
const PROFILED_MS = 8_000

/** Where the time of a check goes: microseconds of processor time, by part. */
type Parts = ReadonlyMap<string, number>

/** Microseconds of the server's processor a check. */
const costOf = async (service: Service, requests: readonly Buffer[], ms: number): Promise<number> => {
  const before = service.busy()
  const { answers } = await load(service.url, requests, { connections: CONNECTIONS, ms })
  return ((service.busy() - before) * 1_000) / answers
}

/** What a check costs in each checkout, without a profiler: medians of rounds in turn. */
const costsOf = async (checkouts: readonly string[]): Promise<number[]> => {
  const services: Service[] = []
  try {
    for (const checkout of checkouts) services.push(await startService({ checkout }))
    const all = services.map(service => ({ service, requests: checks(service), costs: [] as number[] }))
    for (const { service, requests } of all) await costOf(service, requests, WARM_MS)
    for (let at = 0; at < ROUNDS; at += 1)
      for (const { service, requests, costs } of all) costs.push(await costOf(service, requests, ROUND_MS))
    return all.map(({ costs }) => median(costs))
  } finally {
    for (const service of services) await service.stop()
  }
}

/** The profile of the thread that answers; threads beside it write one of their own. */
const profileIn = async (folder: string): Promise<Profile> => {
  const files = (await readdir(folder)).filter(name => name.endsWith('.cpuprofile'))
  const profiles = await Promise.all(
    files.map(async name => JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile),
  )
  const found = profiles.find(({ nodes }) =>
    nodes.some(({ callFrame }) => callFrame.url.includes('/src/http/steps/')),
  )
  if (!found) throw new Error(`no profile in ${folder}`)
  return found
}

const sharesIn = async (checkout: string): Promise<ReadonlyMap<string, number>> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-profile-'))
  try {
    const service = await startService({
      checkout,
      node: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200'],
    })
    try {
      const requests = checks(service)
      await costOf(service, requests, WARM_MS)
      await costOf(service, requests, PROFILED_MS)
    } finally {
      await service.stop()
    }
    return sharesOf(await profileIn(folder), PROFILED_MS)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The profiler makes everything slower: it tells the shares, and `cost` what they are shares of. */
const partsOf = async (checkout: string, cost: number): Promise<Parts> => {
  const parts = [...(await sharesIn(checkout))].map(([part, share]) => [part, share * cost] as const)
  return new Map([...parts, ['**together**', cost]])
}

/**
 * Prints where the microseconds of a check go, in this checkout and, before it, in others.
 * @param others checkouts with their dependencies installed
 */
export const profile = async (others: readonly string[]): Promise<void> => {
  const checkouts = [...others.map(checkout => resolve(checkout)), join(import.meta.dirname, '..')]
  const costs = await costsOf(checkouts)
  const columns = await Array.fromAsync(checkouts, (checkout, at) => partsOf(checkout, costs[at] as number))
  const names = others.map(checkout => basename(resolve(checkout)))
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  console.log(row(['µs a check', ...names, 'now']))
  console.log(row(['---', ...columns.map(() => '---:')]))
  for (const part of columns.at(-1)?.keys() ?? [])
    console.log(row([part, ...columns.map(parts => (parts.get(part) ?? 0).toFixed(1))]))
}
