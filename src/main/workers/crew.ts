/**
 * The workers of one service: begins them, replaces those that end, ends those that hang, and ends them all. It serves nothing
 * itself, so that nothing a caller does can hold it up.
 */
import { createCollecting } from './collecting.ts'
import { type Hand, type HandParts, startHand } from './hand.ts'
import { tellWorker } from './lines.ts'
import { watchSilence } from './watchdog.ts'

export interface Crew {
  /** Resolves when all of them answer, with the operator key that the first start made. @throws FailedElsewhere */
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

export const createCrew = (parts: Omit<HandParts, 'collecting'>): Crew => {
  const { config, log } = parts
  const hands = new Map<number, Hand>()
  const collecting = createCollecting(() => [...hands.values()].map(({ worker }) => worker))
  const unwatch = watchSilence(log, () => hands.values())
  let settled = false
  let stopping = false

  const start = (number: number, pauseMs = 0): Promise<string | undefined> => {
    const hand = startHand({ ...parts, collecting }, number)
    hands.set(number, hand)
    void hand.ended.then(why => {
      hands.delete(number)
      if (settled && !stopping) replace(hand, why, pauseMs)
    })
    return hand.ready
  }

  const replace = ({ number, begunAt }: Hand, why: string | number, before: number): void => {
    const soon = performance.now() - begunAt < SOON_MS
    const pause = soon ? Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * before)) : 0
    log.warn({ of: number, why, after_ms: pause }, 'a worker has ended: another takes its place')
    setTimeout(() => {
      if (stopping) return
      start(number, pause).catch(error => log.error({ of: number, err: error }, 'a worker did not start'))
    }, pause)
  }

  return {
    begin: async () => {
      // The first one alone makes what a first start makes: keys, sets, the operator key.
      const firstKey = await start(1)
      await Promise.all(Array.from({ length: config.workers - 1 }, (_, i) => start(i + 2)))
      settled = true
      return firstKey
    },
    stop: async () => {
      stopping = true
      unwatch()
      const { graceSeconds, drainSeconds } = config.stop
      for (const { worker } of hands.values()) tellWorker(worker, { say: 'stop' })
      const endAll = () => {
        for (const hand of hands.values()) hand.end()
      }
      const late = setTimeout(endAll, (graceSeconds + drainSeconds) * 1000 + BEYOND_MS)
      await Promise.all([...hands.values()].map(({ ended }) => ended))
      clearTimeout(late)
    },
  }
}
