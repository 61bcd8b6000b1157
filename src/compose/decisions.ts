/** Where the decisions of this process go: the log, the store, a file, another server. */
import { createHmac, hkdfSync } from 'node:crypto'
import { createFileSink } from '../../adapters/decision-log/file.ts'
import { createHttpSink } from '../../adapters/decision-log/http.ts'
import type { SetAside } from '../../adapters/decision-log/set-aside.ts'
import { createDecisionQueue, type DecisionQueue } from '../audit/decision-queue.ts'
import { createKeptDecisions } from '../audit/kept-decisions.ts'
import type { Config } from '../config/config.ts'
import { whileWanted } from '../engine/turns.ts'
import type { DecisionFact, DecisionLog, Rooms } from '../http/rooms.ts'
import { type Decision, maskedAs } from '../model/decision.ts'
import type { OrgId } from '../model/id.ts'
import type { DecisionSink } from '../ports/decision-sink.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

export interface Decisions {
  readonly rooms: Pick<Rooms, 'decisions' | 'kept'>
  close(): Promise<void>
}

interface Parts {
  readonly config: Config
  readonly store: Store
  readonly telemetry: Telemetry
  /** See {@link maskKeyOf}. */
  readonly maskKey: Uint8Array
}

export const createDecisions = ({ config, store, telemetry, maskKey }: Parts): Decisions => {
  const pseudonym = pseudonyms(maskKey)
  const decisions = createKeptDecisions({ store: store.decisions, turns: whileWanted })
  const queues = sinksOf(config, decisions.sink, telemetry).map(([name, sink]) =>
    createDecisionQueue({
      sink,
      lost: count => telemetry.facts.decisionsLost(name, count),
      failed: error => telemetry.facts.unavailable(error),
    }),
  )
  const lines = config.log.decisions.stdout ? telemetry.decisions : undefined
  const close = async () => {
    await Promise.all(queues.map(queue => queue.close()))
  }
  const kept = { decisions, pseudonym }
  if (!lines && queues.length === 0) return { rooms: { kept }, close }
  return { rooms: { kept, decisions: logTo(lines, queues) }, close }
}

const logTo = (lines: DecisionLog | undefined, queues: readonly DecisionQueue[]): DecisionLog => ({
  note: (fact: DecisionFact) => {
    lines?.note(fact)
    if (queues.length === 0) return
    // It was made for this, and nobody else holds it.
    const decision: Decision = Object.assign(fact, { at: new Date() })
    for (const queue of queues) queue.note(decision)
  },
  write: () => lines?.write(),
})

const sinksOf = (
  { log }: Config,
  kept: DecisionSink,
  telemetry: Pick<Telemetry, 'facts' | 'log'>,
): readonly (readonly [string, DecisionSink])[] => {
  const { store, file, url, token, spool } = log.decisions
  return [
    ...(store ? [['store', kept] as const] : []),
    ...(file === undefined ? [] : [['file', createFileSink({ path: file })] as const]),
    ...(url === undefined
      ? []
      : [['http', createHttpSink({ url, token, spool, ...told(telemetry) })] as const]),
  ]
}

/** One line of the log for each time that the receiver goes away, one for each that it comes back, one for each batch that it refuses for good. */
const told = ({ facts, log }: Pick<Telemetry, 'facts' | 'log'>) => ({
  away: (error: unknown) => facts.unavailable(error),
  back: () => log.info('the receiver of decisions takes them again'),
  setAside: ({ file, decisions, why }: SetAside) => {
    facts.decisionsSetAside('http', decisions)
    log.error(
      { err: why, file, decisions },
      'a batch of decisions is refused again and again, and was set aside',
    )
  },
})

const KEY_BYTES = 32

/** The key of pseudonyms. The secret that it is made of cannot be worked out from it. */
export const maskKeyOf = (secret: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'kasbah decision pseudonyms', KEY_BYTES))

/** The same person has the same pseudonym in one organisation, and another one in the next. Without the key nobody can tell who. */
const pseudonyms =
  (key: Uint8Array) =>
  (org: OrgId, subject: string): string =>
    maskedAs(createHmac('sha256', key).update(`${org}\n${subject}`).digest('base64url').slice(0, 22))
