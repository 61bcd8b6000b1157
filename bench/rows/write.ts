import { load, requestBytes } from '../http/load.ts'
import { checkKey } from '../http/organisation.ts'
import { OPERATOR, startService } from '../http/service.ts'
import { type Measured, median, perSecond, type Row } from '../measure.ts'
import { orgOf, questions } from '../organisations.ts'

const ROUNDS = 5
const MS = 2_000
const IN_FLIGHT = 16

const asOperator = async (url: URL, method: string, path: string, body: object): Promise<void> => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

/** Members added to an organisation one after the other, each as soon as the one before was answered, until `ends`. */
const writeTo = async (url: URL, org: string, ends: () => boolean): Promise<number> => {
  let written = 0
  for (; !ends(); written += 1)
    await asOperator(url, 'PUT', `/v1/orgs/${org}/members/${performance.now()}-${written}`, {
      role: 'member',
    })
  return written
}

/** Changes a second with as many writers, each to an organisation of its own. */
const together = async (url: URL): Promise<Measured> => {
  const orgs = Array.from({ length: IN_FLIGHT }, (_, i) => `writers-${i}`)
  for (const id of orgs) await asOperator(url, 'POST', '/v1/orgs', { id, name: id, admin: 'user:ada' })
  const end = performance.now() + ROUNDS * MS
  const written = await Promise.all(orgs.map(org => writeTo(url, org, () => performance.now() >= end)))
  const total = written.reduce((sum, each) => sum + each, 0)
  return {
    what: `changes over HTTP, ${IN_FLIGHT} in flight, each to an organisation of its own, all on the disk`,
    goal: '2,000/s',
    measured: perSecond((total * 1_000) / (ROUNDS * MS)),
  }
}

/** Checks over one connection, alone and beside a writer that goes as fast as it is answered, in turn. */
const beside = async (url: URL): Promise<Measured> => {
  const [question] = questions(1, 1)
  const key = await checkKey(url, OPERATOR)
  const body = JSON.stringify({ ...question, org: orgOf(0) })
  const check = requestBytes('/check', { Authorization: `Bearer ${key}` }, body)
  const asked = async () => {
    const { answers, seconds, times } = await load(url, [check], { connections: 1, ms: MS })
    return { rate: answers / seconds, half: median(times) }
  }
  await asked()
  const rounds: { quiet: number; rate: number; half: number }[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    const quiet = await asked()
    let over = false
    const writing = writeTo(url, 'writers-0', () => over)
    const under = await asked()
    over = true
    await writing
    rounds.push({ quiet: quiet.rate, rate: under.rate / quiet.rate, half: under.half / quiet.half })
  }
  const middle = (of: 'quiet' | 'rate' | 'half') => median(rounds.map(round => round[of]))
  return {
    what: 'checks over one connection beside a writer that goes as fast as it is answered',
    goal: '0.9 of the quiet rate, 1.2 of the quiet median',
    measured: `${middle('rate').toFixed(2)} of ${perSecond(middle('quiet'))}, ${middle('half').toFixed(2)} of the median`,
  }
}

/** The whole service in a process of its own, on the embedded store. */
export const write: Row = async () => {
  const service = await startService()
  try {
    return [await together(service.url), await beside(service.url)]
  } finally {
    await service.stop()
  }
}
