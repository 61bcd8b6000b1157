import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../../adapters/sqlite/store.ts'
import { createDecisionReading } from '../../src/audit/decision-reading.ts'
import { createKeptDecisions } from '../../src/audit/kept-decisions.ts'
import { isOver, nextTurn } from '../../src/engine/turns.ts'
import type { Decision } from '../../src/model/decision.ts'
import { createReplay, type ReplayParts } from '../../src/policy/replay.ts'
import type { Store } from '../../src/ports/store.ts'
import { shippedSet, snapshotsOf } from '../engine.ts'
import { load } from '../http/load.ts'
import { checks, type Service, startService } from '../http/service.ts'
import { type Measured, median, milli, type Row } from '../measure.ts'
import { orgOf, questions } from '../organisations.ts'

const ROUNDS = 7
const LOAD = { connections: 32, ms: 1_500 }

/** Microseconds of the server's processor for an answer. */
const costOf = async (service: Service): Promise<number> => {
  const before = service.busy()
  const { answers } = await load(service.url, checks(service), LOAD)
  return ((service.busy() - before) * 1_000) / answers
}

/** The same checks of a service that records them and of one that does not, in turn. */
const onAndOff = async (): Promise<Measured> => {
  const off = await startService()
  const on = await startService({ env: { KASBAH_DECISION_LOG: 'store' } })
  try {
    const rounds: { on: number; off: number }[] = []
    for (let i = 0; i <= ROUNDS; i++) rounds.push({ off: await costOf(off), on: await costOf(on) })
    const ratio = median(rounds.slice(1).map(each => each.on / each.off))
    return {
      what: '`POST /check` with every decision recorded in the store, by processor time',
      goal: 'at most 1.15 of a check that is not recorded',
      measured: ratio.toFixed(2),
      beside: `not recorded ${median(rounds.slice(1).map(each => each.off)).toFixed(0)} µs`,
    }
  } finally {
    await off.stop()
    await on.stop()
  }
}

const DECISIONS = 1_000_000
const BATCH = 1_000
const ORG = orgOf(0)

const keptIn = (store: Store) => createKeptDecisions({ store: store.decisions, turns: { isOver, nextTurn } })

const fill = async (store: Store): Promise<void> => {
  const asked = questions(100_000, 1)
  const { sink } = keptIn(store)
  for (let from = 0; from < DECISIONS; from += BATCH)
    await sink.append(
      Array.from({ length: BATCH }, (_, n): Decision => {
        const { subject, action, resource } = asked[(from + n) % asked.length] ?? asked[0] ?? unasked()
        const made = { allowed: true, revision: 1, asked_by: 'operator', request_id: 'bench' }
        return { org: ORG, at: new Date(from + n), subject, action, resource, ...made }
      }),
    )
}

const unasked = (): never => {
  throw new Error('no question')
}

/** Milliseconds of the processor that this thread has used: what others do on the machine does not count. */
const busy = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** All of a million decisions, put to two policies; the longest that the thread was held meanwhile. */
const replayed = async (): Promise<Measured> => {
  const folder = await mkdtemp(join(tmpdir(), 'kasbah-bench-'))
  const store = await openSqliteStore({ path: join(folder, 'kasbah.db') })
  try {
    await fill(store)
    const [snapshot] = await snapshotsOf(shippedSet(), 1)
    const decisions = createDecisionReading(keptIn(store))
    const replay = createReplay({
      decisions,
      view: async () => snapshot,
      now: () => new Date(),
    } as unknown as ReplayParts)
    const pauses: number[] = []
    let last = busy()
    const timer = setInterval(() => {
      pauses.push(busy() - last)
      last = busy()
    }, 1)
    const start = performance.now()
    const wish = { draft: { policy_review: 'none' }, since: new Date(0), limit: 100 } as const
    const { questions: different } = await replay(ORG, wish)
    const took = performance.now() - start
    clearInterval(timer)
    return {
      what: `a replay of ${DECISIONS.toLocaleString('en')} decisions, ${different.toLocaleString('en')} different questions, from the embedded store`,
      goal: 'the thread is never held over 50 ms',
      measured: `${(took / 1_000).toFixed(1)} s; held at most ${milli(Math.max(...pauses))}`,
    }
  } finally {
    await store.close()
    await rm(folder, { recursive: true })
  }
}

export const decisionLog: Row = async () => [await onAndOff(), await replayed()]
