import type { Door } from '../change/door.ts'
import type { Config } from '../config/config.ts'
import type { Store } from '../ports/store.ts'
import type { Replica } from '../replica/replica.ts'
import type { TelemetryFacts } from '../telemetry/telemetry.ts'
import { startEnding } from './ending.ts'
import { startSweeping } from './sweeping.ts'
import { startWatchingIdps } from './watching-idps.ts'

interface Parts {
  readonly store: Store
  readonly config: Config
  readonly facts: TelemetryFacts
  readonly bridge: Parameters<typeof startWatchingIdps>[0]
  readonly door: Door
  readonly replica: Replica
}

/** What the service does without being asked. Answers how to stop, which waits for what is under way. */
export const startChores = ({
  store,
  config,
  facts,
  bridge,
  door,
  replica,
}: Parts): (() => Promise<void>) => {
  const stops = [
    startSweeping(store, config, facts),
    startWatchingIdps(bridge, facts),
    startEnding({ door, replica, facts }),
  ]
  return async () => {
    for (const stop of stops) await stop()
  }
}
