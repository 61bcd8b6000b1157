import type { IncomingMessage } from 'node:http'

export interface OwnHost {
  readonly publicUrl: URL
}

/** Whether a request names the host of the public URL. The HTTP room has written there the host that it decided on. */
export const isOwnHost = (req: IncomingMessage, { publicUrl }: OwnHost): boolean =>
  req.headers.host === publicUrl.host
