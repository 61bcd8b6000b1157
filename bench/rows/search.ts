import { load } from '../http/load.ts'
import { authzenPages, filters, firstPages, type Service, startService } from '../http/service.ts'
import { type Measured, median, milli, quantile, type Row } from '../measure.ts'

const ROUNDS = 5
const ROUND_MS = 1_500
const SIZE = { datasets: 100_000, people: 1_000, groups: 50, grants: 30_000 }

/** Rounds over one connection: what a caller waits for an answer. */
const waited = async (service: Service, requests: readonly Buffer[]) => {
  const times: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const before = service.busy()
    const { times: some, answers } = await load(service.url, requests, { connections: 1, ms: ROUND_MS })
    // The first one warms up.
    if (round > 0) times.push(...some)
    if (round === ROUNDS) return { times, cost: (service.busy() - before) / answers }
  }
  throw new Error('no round')
}

const row = async (
  service: Service,
  { what, goal, requests }: { what: string; goal: string; requests: readonly Buffer[] },
): Promise<Measured> => {
  const { times, cost } = await waited(service, requests)
  return {
    what,
    goal,
    measured: `half within ${milli(median(times))}, 99 % within ${milli(quantile(times, 0.99))}; ${milli(cost)} of the processor`,
  }
}

/** Searches over HTTP in an organisation of 100,000 datasets: some tens of thousands may be seen by each person. */
export const search: Row = async () => {
  const service = await startService({ size: SIZE })
  try {
    return [
      await row(service, {
        what: 'the first page of 100 of what a person may see, of 100,000 datasets, over HTTP',
        goal: '< 10 ms',
        requests: firstPages(service),
      }),
      await row(service, { what: 'the same in AuthZEN', goal: '< 10 ms', requests: authzenPages(service) }),
      await row(service, {
        what: 'of 100 datasets, those that a person may see, over HTTP',
        goal: '',
        requests: filters(service, 100),
      }),
      await row(service, {
        what: 'of 10,000 datasets, those that a person may see, over HTTP',
        goal: '',
        requests: filters(service, 10_000),
      }),
    ]
  } finally {
    await service.stop()
  }
}
