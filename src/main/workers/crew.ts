/**
 * The workers of one service: begins them, replaces those that end, ends those that hang, and ends them all. It serves nothing
 * itself, so that nothing a caller does can hold it up.
 */
import { ADMIN, ALL, DECIDE } from '../../model/process-role.ts'
import { FailedElsewhere } from '../explain-failure.ts'
import { createCollecting } from './collecting.ts'
import { type Hand, type HandParts, startHand } from './hand.ts'
import { tellWorker } from './lines.ts'
import type { Made } from './messages.ts'
import { watchSilence } from './watchdog.ts'

export interface Crew {
  /** Resolves when all of them answer, with the operator key that a first start made. @throws FailedElsewhere */
  begin(): Promise<string | undefined>
  /** Resolves when all of them have ended. */
  stop(): Promise<void>
}

/** After a worker that ended sooner than this the next one waits, longer each time. */
const SOON_MS = 10_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
/** What is left to a worker beyond its grace and its draining. */
const BEYOND_MS = 10_000

type Wanted = Pick<Hand, 'name' | 'task'>

export const createCrew = (parts: Omit<HandParts, 'collecting' | 'tellOthers' | 'forDeciding'>): Crew => {
  const { config, log } = parts
  const hands = new Map<string, Hand>()
  const collecting = createCollecting(() => [...hands.values()].map(({ worker }) => worker))
  const tellOthers: HandParts['tellOthers'] = (than, message) => {
    for (const { worker } of hands.values()) if (worker !== than) tellWorker(worker, message)
  }
  const unwatch = watchSilence(log, () => hands.values())
  /** Found out once: it is the same for every worker that decides. */
  let forDeciding: Made['forDeciding']
  let settled = false
  let stopping = false

  const start = (wanted: Wanted, pauseMs = 0): Promise<Made> => {
    const hand = startHand({ ...parts, collecting, tellOthers, forDeciding }, wanted)
    if (hand instanceof Error) {
      if (settled && !stopping) replace({ ...wanted, begunAt: performance.now() }, hand.message, pauseMs)
      return Promise.reject(new FailedElsewhere({ lines: [`no worker: ${hand.message}`], exitCode: 1 }))
    }
    hands.set(hand.name, hand)
    void hand.ended.then(why => {
      hands.delete(hand.name)
      if (settled && !stopping) replace(hand, why, pauseMs)
    })
    return hand.ready
  }

  const replace = (hand: Wanted & Pick<Hand, 'begunAt'>, why: string | number, before: number): void => {
    const { name, begunAt } = hand
    const pause = pauseAfter(performance.now() - begunAt, before)
    log.warn({ of: name, why, after_ms: pause }, 'a worker has ended: another takes its place')
    setTimeout(() => {
      if (stopping) return
      start(hand, pause).catch(error => log.error({ of: name, err: error }, 'a worker did not start'))
    }, pause)
  }

  return {
    begin: async () => {
      // This one alone makes what a first start makes: keys, sets, the operator key.
      const made = config.role === ALL ? await start({ name: ADMIN, task: ADMIN }) : {}
      forDeciding = made.forDeciding
      const deciding = Array.from({ length: config.workers }, (_, i) =>
        start({ name: String(i + 1), task: DECIDE }),
      )
      await Promise.all(deciding)
      settled = true
      return made.firstKey
    },
    stop: async () => {
      stopping = true
      unwatch()
      const { graceSeconds, drainSeconds } = config.stop
      const endAll = () => {
        for (const hand of hands.values()) hand.end()
      }
      const late = setTimeout(endAll, (graceSeconds + 2 * drainSeconds) * 1000 + BEYOND_MS)
      // To the end, those that decide may have something to hand on.
      await stopThose(hands.values(), DECIDE)
      await stopThose(hands.values(), ADMIN)
      clearTimeout(late)
    },
  }
}

/** How long the next one waits after one that lived so long, and had waited so long itself. */
const pauseAfter = (livedMs: number, before: number): number =>
  livedMs < SOON_MS ? Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * before)) : 0

const stopThose = async (hands: Iterable<Hand>, task: Hand['task']): Promise<void> => {
  const those = [...hands].filter(hand => hand.task === task)
  for (const { worker } of those) tellWorker(worker, { say: 'stop' })
  await Promise.all(those.map(({ ended }) => ended))
}
