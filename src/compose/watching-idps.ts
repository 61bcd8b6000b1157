import type { Bridge } from '../bridge/bridge.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { TelemetryFacts } from '../telemetry/telemetry.ts'

const HOUR_MS = 60 * 60 * 1000

/** Looks after the identity providers of all organisations, now and once an hour. Answers how to stop. */
export const startWatchingIdps = (
  { watch }: Pick<Bridge, 'watch'>,
  facts: Pick<TelemetryFacts, 'failed' | 'unavailable' | 'idpsCounted'>,
): (() => Promise<void>) => {
  const stopping = new AbortController()
  const look = async (): Promise<void> => {
    try {
      facts.idpsCounted(await watch(stopping.signal))
    } catch (error) {
      if (stopping.signal.aborted) return
      if (error instanceof StoreUnavailable) facts.unavailable(error)
      else facts.failed(error)
    }
  }
  let looking = look()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, HOUR_MS).unref()
  return async () => {
    clearInterval(timer)
    stopping.abort()
    await looking
  }
}
