import { askOnce, load } from '../http/load.ts'
import { type Server, startServer } from '../http/server.ts'
import { checks, startService } from '../http/service.ts'
import { type Measured, median, perSecond, type Row } from '../measure.ts'

const ROUNDS = 7
const LOAD = { connections: 32, ms: 1_500 }

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
  const service = await startService()
  const requests = checks(service)
  const echo = await startServer({
    file: 'echo.ts',
    args: [await askOnce(service.url, requests[0] as Buffer)],
  })
  try {
    return [await paired(service, echo, requests)]
  } finally {
    await echo.stop()
    await service.stop()
  }
}
