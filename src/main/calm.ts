/**
 * Gives memory back when nobody asks. V8 collects when there is as much garbage as there is use, and never for the sake of others; what
 * 14,000 changes left would stay until the next ones. Node never tells it that there is time.
 */
import { performance } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** One look at the process. */
export interface Look {
  /** The part of the time since the last look that the thread had something to do, 0 to 1. */
  readonly busy: number
  /** The bytes that V8 holds for objects that stayed. */
  readonly held: number
}

/** As little as the service's own chores make. */
const CALM = 0.05
/** In a row: who asks once a second is not disturbed. */
const CALM_LOOKS = 3
/** A collection that frees less is not worth its 50 to 100 ms. */
const WORTH_BYTES = 32 * 2 ** 20
/** Of more than this a collection takes hundreds of milliseconds, and whoever comes meanwhile would wait: V8 does it piece by piece, when it must. */
const MOST_BYTES = 192 * 2 ** 20

/** Whether now is the time to collect, asked once a second. `held` is compared with the least since the last collection. */
export const createCalm = () => {
  let calmLooks = 0
  let left = 0
  return {
    isTime: ({ busy, held }: Look): boolean => {
      calmLooks = busy < CALM ? calmLooks + 1 : 0
      // V8 collects, too: what grows again after that is new garbage.
      left = Math.min(left, held)
      return calmLooks >= CALM_LOOKS && held - left >= WORTH_BYTES && held <= MOST_BYTES
    },
    collected: (held: number): void => {
      calmLooks = 0
      left = held
    },
  }
}

const LOOK_EVERY_MS = 1_000

/**
 * Without the young generation: checks fill it again at once, and a service that is asked now and then would pay for a collection, and for code
 * that is compiled anew, after each time.
 */
const held = (): number =>
  getHeapSpaceStatistics().reduce(
    (sum, { space_name, space_size }) => (space_name.startsWith('new_') ? sum : sum + space_size),
    0,
  )

/** V8's own function for it, which is there on demand alone. */
const collector = (): (() => void) => {
  setFlagsFromString('--expose-gc')
  const collect: NodeJS.GCFunction = runInNewContext('gc')
  // The flavour that gives pages back.
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** Looks once a second, as long as the process lives. */
export const collectWhenCalm = (): void => {
  const collect = collector()
  const calm = createCalm()
  let before = performance.eventLoopUtilization()
  setInterval(() => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    if (!calm.isTime({ busy: utilization, held: held() })) return
    collect()
    calm.collected(held())
    before = performance.eventLoopUtilization()
  }, LOOK_EVERY_MS).unref()
}
