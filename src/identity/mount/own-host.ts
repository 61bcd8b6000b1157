import type { IncomingMessage } from 'node:http'

export interface OwnHost {
  readonly publicUrl: URL
  /** Whether `X-Forwarded-Host` of the peer is believed. */
  readonly trustProxy: boolean
}

/** Whether a request names the host of the public URL. */
export const isOwnHost = (req: IncomingMessage, { publicUrl, trustProxy }: OwnHost): boolean =>
  hostOf(req, trustProxy) === publicUrl.host

const hostOf = (req: IncomingMessage, trustProxy: boolean): string | undefined => {
  const forwarded = trustProxy ? req.headers['x-forwarded-host'] : undefined
  const host = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : req.headers.host
  return host?.toLowerCase()
}
