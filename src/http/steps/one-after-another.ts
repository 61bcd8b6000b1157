import { nextTurn, whenTurnEnds } from '../../engine/turns.ts'
import type { Step } from '../pipeline.ts'

/** Requests of one organisation that are answered at once in one pass of the event loop: about half a millisecond of checks. */
const AT_ONCE = 32
/** Organisations whose count is kept for the next pass: a map that is emptied in each leaves its old tables behind. */
const MOST_KEPT = 1_000

interface Come {
  /** The pass that is counted. */
  pass: number
  requests: number
}

/**
 * Of an organisation that sends over hundreds of connections, the requests beyond {@link AT_ONCE} stand in line with the long work: those
 * of others are answered in between.
 */
export const oneAfterAnother = (): Step => {
  let come = new Map<string, Come>()
  let pass = 0
  let isCounted = false

  const nextPass = (): void => {
    pass += 1
    isCounted = false
    if (come.size > MOST_KEPT) come = new Map()
  }

  const comeOf = (whose: string): Come => {
    let of = come.get(whose)
    if (!of) {
      of = { pass, requests: 0 }
      come.set(whose, of)
    }
    if (of.pass !== pass) {
      of.pass = pass
      of.requests = 0
    }
    return of
  }

  return ({ whose }) => {
    const of = comeOf(whose)
    if (of.requests >= AT_ONCE) return nextTurn(whose)
    of.requests += 1
    if (!isCounted) {
      isCounted = true
      whenTurnEnds(nextPass)
    }
    return undefined
  }
}
