import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startServer } from '../http/server.ts'
import { type Measured, milli, perSecond, type Row } from '../measure.ts'
import { below, randomFrom } from '../random.ts'

const OPERATOR = 'the-operator-key-of-the-bench-is-long-enough'
const MANY = 1_000
const GRANTS = 14_000
const IN_FLIGHT = 16
const MS = 5_000
const AT = '/v1/orgs/bulk'

type Ask = (method: string, path: string, body: object) => Promise<void>

const askOf =
  (url: URL): Ask =>
  async (method, path, body) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  }

/** Pairs of a person and a dataset, each once. */
function* pairs(): Generator<readonly [person: number, dataset: number]> {
  const random = randomFrom(7)
  const seen = new Set<number>()
  for (;;) {
    const [person, dataset] = [below(random, MANY), below(random, MANY)]
    if (seen.has(person * MANY + dataset)) continue
    seen.add(person * MANY + dataset)
    yield [person, dataset]
  }
}

const numbered = (make: (i: number) => object): object[] => Array.from({ length: MANY }, (_, i) => make(i))

/** A thousand people and a thousand datasets, then grants by changes of a thousand. */
const loading = async (ask: Ask, wanted: ReturnType<typeof pairs>): Promise<Measured> => {
  const send = (operations: readonly object[]) => ask('POST', `${AT}/changes`, { operations })
  await ask('POST', '/v1/orgs', { id: 'bulk', name: 'Bulk', admin: 'user:ada' })
  await send(numbered(i => ({ operation: 'addMember', params: { user: `u${i}` }, body: { role: 'member' } })))
  await send(numbered(i => ({ operation: 'createDataset', body: { id: `d${i}`, name: `D${i}` } })))
  const grants = Array.from(wanted.take(GRANTS), ([person, dataset]) => ({
    operation: 'setGrant',
    params: { id: `d${dataset}`, subject: `user:u${person}` },
    body: { level: 'can_edit' },
  }))
  const begun = performance.now()
  for (let from = 0; from < GRANTS; from += MANY) await send(grants.slice(from, from + MANY))
  return {
    what: `${GRANTS} grants by changes of ${MANY}, over HTTP, all on the disk`,
    goal: '3 s',
    measured: milli(performance.now() - begun),
  }
}

/** Grants one by one, to one organisation. */
const single = async (ask: Ask, server: Server, wanted: ReturnType<typeof pairs>): Promise<Measured> => {
  const [busy, end] = [server.busy(), performance.now() + MS]
  let written = 0
  const write = async () => {
    for (; performance.now() < end; written += 1) {
      const [person, dataset] = wanted.next().value ?? [0, 0]
      await ask('PUT', `${AT}/datasets/d${dataset}/access/grants/user:u${person}`, { level: 'can_view' })
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, write))
  return {
    what: `single grants to one organisation, ${IN_FLIGHT} in flight, all on the disk`,
    goal: '2,000/s',
    measured: perSecond((written * 1_000) / MS),
    beside: `${milli((server.busy() - busy) / written)} of processor time each`,
  }
}

/** The whole service in a process of its own, on the embedded store. */
export const bulk: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  let service: Server | undefined
  try {
    service = await startServer({
      file: '../../src/main.ts',
      env: {
        KASBAH_STORE: `sqlite:${join(folder, 'kasbah.db')}`,
        KASBAH_LISTEN: '127.0.0.1:0',
        KASBAH_OPERATOR_KEY: OPERATOR,
        KASBAH_RATE_LIMIT: '0',
        KASBAH_LOG_LEVEL: 'error',
      },
    })
    const [ask, wanted] = [askOf(service.url), pairs()]
    return [await loading(ask, wanted), await single(ask, service, wanted)]
  } finally {
    await service?.stop()
    await rm(folder, { recursive: true })
  }
}
