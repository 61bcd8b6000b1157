import { Circle } from '../../engine/circle.ts'
import { isShared, noteAsked } from '../../engine/sharing.ts'
import { whenTurnBegins } from '../../engine/turns.ts'
import type { Step } from '../pipeline.ts'

/**
 * Requests of one organisation that are answered at once in one pass of the event loop, and so many of all that wait are let on at its
 * end: alone about half a millisecond of checks, beside others a tenth.
 */
const MOST = { alone: 32, beside: 4 }
/**
 * How many times as many are let on where so many organisations wait. Passes of four would cost those who fill the thread together a
 * fifth of it; a third one, who is quiet, waits for four of them at most.
 */
const times = (those: number): number => (those > 1 ? 2 * Math.min(those, 4) : 1)
/** Organisations whose count is kept for the next pass: a map that is emptied in each leaves its old tables behind. */
const MOST_KEPT = 1_000

const mostNow = (at: number): number => (isShared(at) ? MOST.beside : MOST.alone)

/** The line of short requests. One for the process. */
export interface Line {
  /** @returns what to wait for; undefined where the request may be answered at once */
  enter(whose: string, at: number): Promise<void> | undefined
}

/**
 * Of an organisation that sends over many connections, the requests beyond {@link MOST} wait for the end of the pass, and those that come
 * after them stand behind them. So what others ask is answered first, and then those that wait, one organisation after the other.
 * @param most how many those are, by the time
 */
export const createLine = (most = mostNow): Line => {
  const counts = new Counts()
  const waiting = new Circle<() => void>()
  let due = false

  const pass = (): boolean => {
    due = false
    counts.nextPass()
    if (waiting.size === 0) return false
    for (let left = most(performance.now()) * times(waiting.size); left > 0 && waiting.size > 0; left -= 1)
      waiting.next()?.()
    if (waiting.size > 0) again()
    return true
  }
  const again = (): void => {
    if (due) return
    due = true
    whenTurnBegins(pass)
  }

  return {
    enter: (whose, at) => {
      noteAsked(whose, at)
      again()
      const come = counts.of(whose)
      if (come.requests >= most(at) || waiting.has(whose))
        return new Promise(resolve => waiting.add(whose, resolve))
      come.requests += 1
      return undefined
    },
  }
}

interface Come {
  /** The pass that is counted. */
  pass: number
  requests: number
}

/** What was answered at once in this pass. */
class Counts {
  #come = new Map<string, Come>()
  #pass = 0

  nextPass(): void {
    this.#pass += 1
    if (this.#come.size > MOST_KEPT) this.#come = new Map()
  }

  of(whose: string): Come {
    let come = this.#come.get(whose)
    if (!come) {
      come = { pass: this.#pass, requests: 0 }
      this.#come.set(whose, come)
    }
    if (come.pass !== this.#pass) {
      come.pass = this.#pass
      come.requests = 0
    }
    return come
  }
}

/** Whoever sends much waits for others. */
export const oneAfterAnother =
  (line: Line): Step =>
  ({ whose, begun }) =>
    line.enter(whose, begun)
