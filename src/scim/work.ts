/** The work that one request may cause beyond reading it. */
import { setImmediate as turn } from 'node:timers/promises'
import { tooMany } from './fault.ts'

/** Names compared, values looked at and characters parsed: a few tens of milliseconds of them. */
const MOST = 200_000

export interface Work {
  /** @throws ScimFault tooMany when the request asks for more than may be done in one go */
  spend(units: number): void
  /** Begins again, for work that goes from item to item with a pause between them. */
  renew(): void
}

export const boundedWork = (most = MOST): Work => {
  let left = most
  return {
    spend(units) {
      left -= units
      if (left < 0) throw tooMany('This is too much work for one request: send it as several smaller ones.')
    },
    renew() {
      left = most
    },
  }
}

const SLICE_MS = 10

/** Whose turn it is: of all long work in the process, one slice runs between two looks at what else there is to do. */
let turns: Promise<unknown> = Promise.resolve()

/** Long work awaits this between its steps, so that other requests are answered in the midst of it. */
export const slices = () => {
  let begun = performance.now()
  return async (): Promise<void> => {
    if (performance.now() - begun < SLICE_MS) return
    turns = turns.then(() => turn())
    await turns
    begun = performance.now()
  }
}
