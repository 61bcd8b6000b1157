import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askOnce, load, requestBytes } from '../http/load.ts'
import { checkKey, fillStore } from '../http/organisation.ts'
import { type Server, startServer } from '../http/server.ts'
import { type Measured, median, perSecond, type Row } from '../measure.ts'
import { orgOf, questions } from '../organisations.ts'

const ROUNDS = 7
const LOAD = { connections: 32, ms: 1_500 }
const OPERATOR = 'the-operator-key-of-the-bench-is-long-enough'

const checks = (key: string): Buffer[] =>
  questions(2_000, 1).map(({ subject, action, resource }) =>
    requestBytes(
      '/check',
      { Authorization: `Bearer ${key}` },
      JSON.stringify({ org: orgOf(0), subject, action, resource }),
    ),
  )

/** Answers a second by the clock, and microseconds of the server's processor an answer. */
const round = async (server: Server, requests: readonly Buffer[]) => {
  const before = server.busy()
  const { answers, seconds } = await load(server.url, requests, LOAD)
  return { rate: answers / seconds, cost: ((server.busy() - before) * 1_000) / answers }
}

/** Rounds of both, in turn: whatever else the machine does, it does to both. */
const paired = async (service: Server, echo: Server, requests: readonly Buffer[]): Promise<Measured> => {
  await round(service, requests)
  await round(echo, requests)
  const rounds: { ours: { rate: number; cost: number }; bare: { rate: number; cost: number } }[] = []
  for (let i = 0; i < ROUNDS; i++)
    rounds.push({ ours: await round(service, requests), bare: await round(echo, requests) })
  const of = (pick: (each: (typeof rounds)[number]) => number) => median(rounds.map(pick))
  return {
    what: '`POST /check` over HTTP: authentication, schema, decision, answer',
    goal: '0.7 of a bare `node:http` echo of the same bytes',
    measured: `${of(r => r.ours.rate / r.bare.rate).toFixed(2)} by rate, ${of(r => r.bare.cost / r.ours.cost).toFixed(2)} by processor time; ${perSecond(of(r => r.ours.rate))}, ${of(r => r.ours.cost).toFixed(0)} µs a check`,
    beside: `echo ${perSecond(of(r => r.bare.rate))}, ${of(r => r.bare.cost).toFixed(0)} µs`,
  }
}

/** The whole service in a process of its own, on SQLite, asked by this process over 32 connections. */
export const http: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const store = `sqlite:${join(folder, 'kasbah.db')}`
  const running: Server[] = []
  try {
    await fillStore(store)
    const service = await startServer('../../src/main.ts', [], {
      KASBAH_STORE: store,
      KASBAH_LISTEN: '127.0.0.1:0',
      KASBAH_OPERATOR_KEY: OPERATOR,
      KASBAH_RATE_LIMIT: '0',
      KASBAH_LOG_LEVEL: 'error',
    })
    running.push(service)
    const requests = checks(await checkKey(service.url, OPERATOR))
    const answer = await askOnce(service.url, requests[0] as Buffer)
    const echo = await startServer('echo.ts', [answer], {})
    running.push(echo)
    return [await paired(service, echo, requests)]
  } finally {
    for (const server of running) await server.stop()
    await rm(folder, { recursive: true })
  }
}
