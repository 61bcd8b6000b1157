import { nextTurn, whenTurnEnds } from '../../engine/turns.ts'
import type { Step } from '../pipeline.ts'

/** Requests of one organisation that are answered at once in one pass of the event loop: about half a millisecond of checks. */
const AT_ONCE = 32

/**
 * Of an organisation that sends over hundreds of connections, the requests beyond {@link AT_ONCE} stand in line with the long work: those
 * of others are answered in between.
 */
export const oneAfterAnother = (): Step => {
  const come = new Map<string, number>()
  const forget = (): void => come.clear()
  return ({ whose }) => {
    const before = come.get(whose) ?? 0
    if (before >= AT_ONCE) return nextTurn(whose)
    if (come.size === 0) whenTurnEnds(forget)
    come.set(whose, before + 1)
    return undefined
  }
}
