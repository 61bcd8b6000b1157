import type { Door } from '../change/door.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { Replica } from '../replica/replica.ts'
import type { TelemetryFacts } from '../telemetry/telemetry.ts'

/** The longest until it is looked again: what comes into memory meanwhile may end sooner. */
const LOOK_MS = 1_000
/** What the wait is not shorter than, so that a store that refuses is not asked without a pause. */
const LEAST_MS = 50
/** What operators see as ending soon, and how often it is counted. */
const SOON_MS = 7 * 86_400_000
const COUNT_EVERY_MS = 15_000

interface Parts {
  readonly door: Pick<Door, 'end'>
  readonly replica: Pick<Replica, 'ending' | 'endingWithin'>
  readonly facts: Pick<TelemetryFacts, 'failed' | 'unavailable' | 'rulesEnding'>
}

/**
 * Removes rules once they have ended, in the organisations that are in memory. No decision waits for it: whoever answers leaves out
 * what has ended. It makes the removal a change with its line in the trail, and ends the sessions that belong to a role.
 */
export const startEnding = ({ door, replica, facts }: Parts): (() => Promise<void>) => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const removeEnded = async (): Promise<void> => {
    for (const org of replica.ending().ended) {
      if (stopped) return
      await door.end(org).catch(error => {
        if (error instanceof StoreUnavailable) facts.unavailable(error)
        else facts.failed(error)
      })
    }
  }
  const count = (): void => facts.rulesEnding(replica.endingWithin(SOON_MS))
  count()
  const counting = setInterval(count, COUNT_EVERY_MS).unref()
  let removing = Promise.resolve()
  const look = (): void => {
    removing = removeEnded().finally(() => {
      if (stopped) return
      timer = setTimeout(look, Math.max(LEAST_MS, Math.min(LOOK_MS, replica.ending().nextIn))).unref()
    })
  }
  look()
  return async () => {
    stopped = true
    clearTimeout(timer)
    clearInterval(counting)
    await removing
  }
}
