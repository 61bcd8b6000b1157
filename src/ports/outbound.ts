/**
 * Requests to addresses that others configured: an identity provider's endpoints, a client's `jwks_uri` or logout address. They
 * must not give access to the service's own network.
 */
export interface OutboundRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** The longest body that is read, in bytes; 1 MiB when absent. */
  readonly maxBytes?: number
  /** How long the whole exchange may take, in milliseconds in which this process runs; 10 s when absent. */
  readonly deadline?: number
  /** Takes the body of an answer 200 piece by piece, as fast as it can; the answer then comes without one. */
  readonly into?: (piece: Uint8Array) => Promise<void>
}

/**
 * Sends one request and reads the whole answer. Redirects are answered, never followed. It connects to the very address that was
 * checked, even if the name resolves to another one meanwhile.
 * @throws OutboundFailed
 */
export type Outbound = (url: string | URL, request?: OutboundRequest) => Promise<Response>

/** Why there is no answer. */
export type OutboundReason = 'address' | 'scheme' | 'unreachable' | 'tls' | 'slow' | 'large'

export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed'
  readonly reason: OutboundReason

  constructor(reason: OutboundReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.reason = reason
  }
}
