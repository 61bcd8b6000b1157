/**
 * Requests to addresses that somebody else wrote down: an identity provider's endpoints, a client's `jwks_uri` or logout
 * address. They must not become a way into the network that this service stands in.
 */
export interface OutboundRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** The longest body that is read, in bytes; 1 MiB when absent. */
  readonly maxBytes?: number
  /** How long the whole exchange may take, in milliseconds; 10 s when absent. */
  readonly deadline?: number
}

/**
 * Sends one request and reads the whole answer. Redirects are answered, never followed. The address that is connected to is
 * the one that was checked, whatever the name resolves to next.
 * @throws OutboundFailed
 */
export type Outbound = (url: string | URL, request?: OutboundRequest) => Promise<Response>

/** Why nothing came back. */
export type OutboundReason = 'address' | 'scheme' | 'unreachable' | 'tls' | 'slow' | 'large'

export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed'
  readonly reason: OutboundReason

  constructor(reason: OutboundReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.reason = reason
  }
}
