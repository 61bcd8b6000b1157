import { load } from '../http/load.ts'
import { checks, type Service, startService } from '../http/service.ts'
import { type Measured, median, type Row } from '../measure.ts'

const ROUNDS = 7
const ROUND_MS = 1_500
/** Of each process that decides: it answers together what comes together. */
const CONNECTIONS = 32
const WORKERS = 2

interface Round {
  /** Microseconds of all processors a check, of all processes of the service. */
  readonly cost: number
  /** How much busier the busiest of those that decide was than they are in the middle; 1 where all are alike. */
  readonly uneven: number
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

const round = async (service: Service, deciding: number): Promise<Round> => {
  const [own, others] = [service.busy(), service.busyOfOthers()]
  const { answers } = await load(service.url, checks(service), {
    connections: deciding * CONNECTIONS,
    ms: ROUND_MS,
  })
  const used = [...service.busyOfOthers()].map(([pid, busy]) => busy - (others.get(pid) ?? 0))
  const all = service.busy() - own + sum(used)
  // Those that decide are the busiest: nobody asks anything else.
  const busiest = used.sort((one, other) => other - one).slice(0, deciding)
  const uneven = deciding === 1 ? 1 : ((busiest[0] ?? 0) * deciding) / sum(busiest)
  return { cost: (all * 1_000) / answers, uneven }
}

/** Rounds of each service in turn: whatever else the machine does, it does to both. */
const inTurn = async (one: Service, several: Service): Promise<readonly [Round[], Round[]]> => {
  const rounds: [Round[], Round[]] = [[], []]
  for (let at = 0; at <= ROUNDS; at += 1) {
    const pair = [await round(one, 1), await round(several, WORKERS)] as const
    // The first one warms up.
    if (at > 0) for (const kind of [0, 1] as const) rounds[kind].push(pair[kind])
  }
  return rounds
}

const middle = (rounds: readonly Round[], of: keyof Round): number => median(rounds.map(each => each[of]))

/**
 * What a second process that decides is worth, by processor time: this machine has no core for each of them and one for the load. With a
 * core each, and as busy as they were here, the busiest of them is the bound.
 */
export const workers: Row = async () => {
  const one = await startService()
  const several = await startService({ env: { KASBAH_WORKERS: String(WORKERS) } })
  try {
    const [alone, together] = await inTurn(one, several)
    const [first, second] = [middle(alone, 'cost'), middle(together, 'cost')]
    const uneven = middle(together, 'uneven')
    const grown: Measured = {
      what: `checks a second from one process to ${WORKERS} that decide, each over ${CONNECTIONS} connections, by processor time: ${WORKERS} times the cost a check with one over that with ${WORKERS}, over how much busier the busiest was`,
      goal: '1.7',
      measured: ((WORKERS * first) / second / uneven).toFixed(2),
      beside: `${first.toFixed(1)} µs a check with one, ${second.toFixed(1)} with ${WORKERS}; the busiest ${uneven.toFixed(2)} of the middle`,
    }
    return [grown]
  } finally {
    await one.stop()
    await several.stop()
  }
}
