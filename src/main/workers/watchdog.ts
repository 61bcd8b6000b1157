import type { Log } from '../../telemetry/log.ts'
import type { Hand } from './hand.ts'
import { ALIVE_EVERY_MS } from './messages.ts'

/**
 * A worker whose thread has not run for this long is ended and replaced. Nothing that was promised depends on it: its lease is
 * over after two seconds. Only those whose connections it holds wait.
 */
const SILENT_MS = 10_000
/** It loads the program meanwhile. On a machine with a part of a core and many workers that takes as long. */
const SILENT_AT_START_MS = 120_000

type Watched = Pick<Hand, 'name' | 'heardAt' | 'isReady' | 'end'>

/** Ends each worker that is silent for too long. @returns how to stop watching */
export const watchSilence = (log: Log, hands: () => Iterable<Watched>): (() => void) => {
  let looked = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const late = now - looked > 2 * ALIVE_EVERY_MS
    looked = now
    // This process was itself stopped: what was said meanwhile is still to be heard.
    if (late) return
    for (const hand of hands()) {
      if (now - hand.heardAt < (hand.isReady ? SILENT_MS : SILENT_AT_START_MS)) continue
      log.error({ of: hand.name }, 'a worker does not run any more: it is ended')
      hand.end()
    }
  }, ALIVE_EVERY_MS).unref()
  return () => clearInterval(timer)
}
