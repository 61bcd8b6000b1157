import type { Config } from '../config/config.ts'
import type { Rooms } from '../http/rooms.ts'
import { hasHash, hashOfCredential } from '../model/credential.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

export interface OperationsParts {
  readonly store: Pick<Store, 'ready'>
  readonly telemetry: Pick<Telemetry, 'metrics'>
  readonly version: string
  readonly operator: { verify(credential: string): boolean }
  readonly config: Pick<Config, 'metricsKey'>
}

export interface Operations {
  readonly of: Rooms['operations']
  /** From now on the service is not ready, so that balancers look elsewhere. */
  leave(): void
}

/** What operators and their monitoring may ask the process. */
export const createOperations = (parts: OperationsParts): Operations => {
  const { store, telemetry, version, operator, config } = parts
  const hash = config.metricsKey === undefined ? undefined : hashOfCredential(config.metricsKey)
  let leaving = false
  return {
    of: {
      ready: () => store.ready(),
      isLeaving: () => leaving,
      readsMetrics: credential =>
        operator.verify(credential) || (hash !== undefined && hasHash(credential, hash)),
      metrics: telemetry.metrics,
      version,
    },
    leave: () => {
      leaving = true
    },
  }
}
