import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askOnce, load } from '../http/load.ts'
import type { Server } from '../http/server.ts'
import { checks, type Service, startService } from '../http/service.ts'
import { type Measured, median, milli, quantile, type Row } from '../measure.ts'
import { type Question, questions } from '../organisations.ts'
import { cerbos, onPath, opa, type Peer } from '../peers/programs.ts'
import { usualWorld } from '../peers/world.ts'

const ROUNDS = 5
const LOAD = { connections: 32, ms: 1_500 }
const COMPARED = 100

/** Starts those that are there. */
const KNOWN = { opa, cerbos }

const sameAnswers = async (peer: Peer, service: Service, asked: readonly Question[]): Promise<void> => {
  const ours = checks(service)
  for (const [i, question] of asked.slice(0, COMPARED).entries()) {
    const mine = JSON.parse(await askOnce(service.url, ours[i] as Buffer)).allowed
    if (peer.allows(await askOnce(peer.server.url, peer.request(question))) !== mine)
      throw new Error(`${peer.name} answers ${JSON.stringify(question)} differently`)
  }
}

const round = async (server: Server, requests: readonly Buffer[]) => {
  const before = server.busy()
  const { answers, times } = await load(server.url, requests, LOAD)
  return { cost: ((server.busy() - before) * 1_000) / answers, p99: quantile(times, 0.99) }
}

const compared = async (peer: Peer, service: Service, asked: readonly Question[]): Promise<Measured> => {
  await sameAnswers(peer, service, asked)
  const [mine, theirs] = [checks(service), asked.map(peer.request)]
  const rounds: Awaited<ReturnType<typeof round>>[][] = []
  for (let i = 0; i <= ROUNDS; i += 1)
    rounds.push([await round(service, mine), await round(peer.server, theirs)])
  // The first one warms up.
  const of = (which: number, what: 'cost' | 'p99') =>
    median(rounds.slice(1).map(pair => pair[which]?.[what] ?? Number.NaN))
  return {
    what: `beside ${peer.name} over HTTP, 32 connections: processor time a check`,
    goal: peer.name === 'OPA' ? '0.5 of it' : '',
    measured: `${(of(0, 'cost') / of(1, 'cost')).toFixed(2)} of it: ${of(0, 'cost').toFixed(1)} µs, p99 ${milli(of(0, 'p99'))}`,
    beside: `${of(1, 'cost').toFixed(1)} µs, p99 ${milli(of(1, 'p99'))}`,
  }
}

/** Decision points of others in processes of their own, with the same facts, questions and answers. */
export const httpPeers: Row = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const service = await startService()
  const world = usualWorld()
  const asked = questions(2_000, 1)
  const lines: Measured[] = []
  try {
    for (const [name, start] of Object.entries(KNOWN)) {
      const command = onPath(name)
      if (!command) {
        lines.push({ what: `beside ${name} over HTTP`, goal: '', measured: 'skipped: it is not on the PATH' })
        continue
      }
      const peer = await start(command, join(folder, name), world)
      try {
        lines.push(await compared(peer, service, asked))
      } finally {
        await peer.server.stop()
      }
    }
    return lines
  } finally {
    await service.stop()
    await rm(folder, { recursive: true })
  }
}
