/** The work that one request may cause beyond reading it. */
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
