/** What a worker that decides is given: nothing that it could leak beyond what it verifies with. */
import type { Config } from '../../config/config.ts'
import { SECRET_NAMES } from '../../config/settings.ts'
import { DECIDE } from '../../model/process-role.ts'

/** The settings without those that seal, sign, send mail or open the service. What is worked out of them is handed over apart. */
export const decidingConfig = (config: Config): Config => {
  const { encryptionKey: _, encryptionKeyBefore: _before, operatorKey: _operator, ...rest } = config
  const { mail: _mail, metricsKey: _metrics, ...left } = rest
  return { ...left, role: DECIDE }
}

/** The environment of a worker: it is given its settings, and reads none. */
export const WITHOUT_SECRETS: Readonly<Record<string, undefined>> = Object.fromEntries(
  SECRET_NAMES.map(name => [name, undefined]),
)
