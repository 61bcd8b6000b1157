import type { IncomingMessage, ServerResponse } from 'node:http'
import { Problem } from '../../model/problems.ts'
import type { RoomParts } from '../parts.ts'
import { createBeginLimit } from './begin-limit.ts'
import { withoutEmptySecret } from './empty-secret.ts'
import { isOwnHost } from './own-host.ts'
import { METADATA, MOUNT, pathFacts } from './paths.ts'
import { postAsGet } from './post-as-get.ts'

export interface MountParts extends Pick<RoomParts, 'publicUrl' | 'failed'> {
  /** The current provider. */
  callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
}

/**
 * Decides which requests belong to the provider, and passes them on. It answers them, or throws.
 * @throws Problem not_found, wrong_host, rate_limited; StoreUnavailable
 */
export const createMount = (parts: MountParts) => {
  const mayBegin = createBeginLimit(Date.now)
  const requireWelcome = (req: IncomingMessage, path: string): void => {
    const facts = path.startsWith(MOUNT) ? pathFacts(path.slice(MOUNT.length)) : undefined
    if (!facts) throw new Problem('not_found')
    if (!isOwnHost(req, parts)) throw new Problem('wrong_host', `Use ${parts.publicUrl.origin}.`)
    if (facts.begins && !mayBegin(String(req.headers['x-forwarded-for']))) throw new Problem('rate_limited')
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const asked = pathOf(req)
    const path = asked === METADATA ? OAUTH_METADATA : asked
    requireWelcome(req, path)
    await serve(parts, req, res, path).catch(error => {
      if (!res.headersSent) throw error
      parts.failed(error)
      res.destroy()
    })
  }
}

const OAUTH_METADATA = `${MOUNT}/.well-known/oauth-authorization-server`

/** Empty for an absolute address in the request line, which names its own host. */
const pathOf = ({ url = '/' }: IncomingMessage): string =>
  url.startsWith('/') ? (url.split('?', 1)[0] ?? '') : ''

const serve = async (
  parts: MountParts,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> => {
  if (await postAsGet(req, res)) return
  const url = path === OAUTH_METADATA ? path : (req.url ?? '/')
  const asked = await withoutEmptySecret(req)
  // The library finds its mount path by comparing the two.
  Object.assign(asked, { originalUrl: url, url: url.slice(MOUNT.length) || '/' })
  await parts.callback()(asked, res)
}
