import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { load } from '../http/load.ts'
import {
  BATCH,
  batches,
  checks,
  evaluationBatches,
  evaluations,
  type Service,
  startService,
} from '../http/service.ts'
import { type Measured, median, milli, perSecond, quantile, type Row } from '../measure.ts'

const ROUNDS = 5
const ROUND_MS = 1_500
const QUIET_MS = 15_000
const WARM_MS = 12_000

interface Round {
  /** Microseconds of the server's processor an answer. */
  readonly cost: number
  readonly half: number
  readonly p99: number
}

const round = async (service: Service, requests: readonly Buffer[], connections: number): Promise<Round> => {
  const before = service.busy()
  const { answers, times } = await load(service.url, requests, { connections, ms: ROUND_MS })
  return {
    cost: ((service.busy() - before) * 1_000) / answers,
    half: median(times),
    p99: quantile(times, 0.99),
  }
}

interface Kind {
  readonly service: Service
  readonly requests: readonly Buffer[]
  readonly connections: number
}

/** The medians of rounds of each kind, in turn: whatever else the machine does, it does to all. */
const inTurn = async <K extends string>(kinds: Readonly<Record<K, Kind>>): Promise<Record<K, Round>> => {
  const all = Object.entries(kinds) as [K, Kind][]
  const rounds = new Map<K, Round[]>(all.map(([name]) => [name, []]))
  for (let at = 0; at <= ROUNDS; at += 1)
    for (const [name, { service, requests, connections }] of all) {
      const one = await round(service, requests, connections)
      // The first one warms up.
      if (at > 0) rounds.get(name)?.push(one)
    }
  const middle = (name: K, of: keyof Round) => median((rounds.get(name) ?? []).map(one => one[of]))
  return Object.fromEntries(
    all.map(([name]) => [
      name,
      { cost: middle(name, 'cost'), half: middle(name, 'half'), p99: middle(name, 'p99') },
    ]),
  ) as Record<K, Round>
}

const micros = (value: number): string => `${value.toFixed(1)} µs`
const times = ({ half, p99 }: Round): string => `half within ${milli(half)}, 99 % within ${milli(p99)}`

/** What a caller and an operator notice of a service that is asked much: times, costs, memory. */
export const serviceRow: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const file = join(folder, 'delay')
  const service = await startService({
    node: ['--import', new URL('../http/delay.ts', import.meta.url).href],
    env: { BENCH_DELAY: file },
  })
  const logging = await startService({ env: { KASBAH_DECISION_LOG: 'on', KASBAH_LOG_LEVEL: 'info' } })
  try {
    const rest = service.resident()
    const requests = checks(service)
    // V8 goes on compiling for some twenty seconds of work, and one of the two is asked five times as much below.
    for (const each of [service, logging])
      await load(each.url, checks(each), { connections: 32, ms: WARM_MS })
    const { one, many, logged, evaluation, batch, authzenBatch } = await inTurn({
      one: { service, requests, connections: 1 },
      many: { service, requests, connections: 32 },
      logged: { service: logging, requests: checks(logging), connections: 32 },
      evaluation: { service, requests: evaluations(service), connections: 32 },
      batch: { service, requests: batches(service), connections: 32 },
      authzenBatch: { service, requests: evaluationBatches(service), connections: 32 },
    })
    const loaded = service.resident()
    service.signal('SIGUSR2')
    await wait(QUIET_MS)
    service.signal('SIGUSR2')
    await load(service.url, requests, { connections: 1, ms: QUIET_MS })
    await service.stop()
    const [, quiet, asked] = (await readFile(file, 'utf8')).trimEnd().split('\n').map(delayIn)
    return [
      {
        what: 'a check over 1 connection',
        goal: 'no slower than OPA',
        measured: `${times(one)}; ${micros(one.cost)}`,
      },
      {
        what: 'a check over 32 connections',
        goal: 'no slower than OPA',
        measured: `${times(many)}; ${micros(many.cost)}`,
      },
      { what: 'the same with the log of decisions', goal: '1.15 of it', measured: ofCheck(logged, many) },
      { what: 'an AuthZEN evaluation', goal: '1.10 of a check', measured: ofCheck(evaluation, many) },
      {
        what: `decisions of \`POST /check/batch\`, ${BATCH} at a time, by processor time`,
        goal: '300k/s',
        measured: perSecond((BATCH * 1e6) / batch.cost),
      },
      {
        what: `AuthZEN evaluations, ${BATCH} at a time`,
        goal: '1.10 of a batch of checks',
        measured: ofCheck(authzenBatch, batch),
      },
      {
        what: 'memory under that load',
        goal: '160 MB',
        measured: `${loaded.toFixed(0)} MB`,
        beside: `${rest.toFixed(0)} MB before`,
      },
      { what: 'lateness of the event loop, nobody asking', goal: '99.9 % < 2 ms', measured: lateness(quiet) },
      { what: 'the same, asked over 1 connection', goal: '99.9 % < 2 ms', measured: lateness(asked) },
    ] satisfies Measured[]
  } finally {
    await service.stop()
    await logging.stop()
    await rm(folder, { recursive: true })
  }
}

const ofCheck = ({ cost }: Round, check: Round): string =>
  `${(cost / check.cost).toFixed(2)} of it: ${micros(cost)}`

interface Delay {
  readonly p999: number
  readonly worst: number
}

const delayIn = (line: string): Delay => JSON.parse(line) as Delay
const lateness = (delay: Delay | undefined): string =>
  delay ? `99.9 % within ${milli(delay.p999)}, worst ${milli(delay.worst)}` : 'not measured'
