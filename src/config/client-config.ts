import { nearAddress } from './config.ts'
import { type Inputs, resolveSettings } from './resolve.ts'

/** The settings of a command that asks a running service. */
export interface ClientConfig {
  /** Without a slash at the end. */
  readonly url: string
  /** An API key or a token; absent: the sign-in that is kept. */
  readonly token?: string
  /** Where the settings of the service itself are at hand. */
  readonly operatorKey?: string
}

/** @throws ConfigError */
export function loadClientConfig(inputs: Inputs = {}): ClientConfig {
  const { values } = resolveSettings(inputs)
  const { KASBAH_URL: url, KASBAH_PUBLIC_URL: publicUrl, KASBAH_TOKEN: token } = values
  const { KASBAH_OPERATOR_KEY: operatorKey } = values
  return {
    url: url ?? publicUrl ?? nearAddress(values.KASBAH_LISTEN),
    ...(token === undefined ? {} : { token }),
    ...(operatorKey === undefined ? {} : { operatorKey }),
  }
}
