import type { IncomingMessage, ServerResponse } from 'node:http'
import { problems } from '../../model/problems.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
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

/** Decides which requests belong to the provider, and passes them on. */
export const createMount = (parts: MountParts) => {
  const mayBegin = createBeginLimit(Date.now)
  const unwelcome = (req: IncomingMessage, path: string): Refusal | undefined => {
    const facts = pathFacts(path)
    if (!facts) return 'not_found'
    if (!isOwnHost(req, parts)) return 'wrong_host'
    return facts.begins && !mayBegin(String(req.headers['x-forwarded-for'])) ? 'rate_limited' : undefined
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const asked = pathOf(req)
    const path = asked === METADATA ? OAUTH_METADATA : asked
    if (path !== MOUNT && !path.startsWith(`${MOUNT}/`)) return false
    const refusal = unwelcome(req, path.slice(MOUNT.length))
    if (refusal) refuse(res, refusal, parts.publicUrl)
    else
      await serve(parts, req, res, path).catch(error => {
        parts.failed(error)
        if (res.headersSent) res.destroy()
        else
          refuse(res, error instanceof StoreUnavailable ? 'store_unavailable' : 'internal', parts.publicUrl)
      })
    return true
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

type Refusal = 'wrong_host' | 'not_found' | 'rate_limited' | 'store_unavailable' | 'internal'

const refuse = (res: ServerResponse, code: Refusal, { origin }: URL): void => {
  const { status, title } = problems[code]
  const detail = code === 'wrong_host' ? { detail: `Use ${origin}.` } : {}
  res
    .writeHead(status, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(status === 503 || status === 429 ? { 'retry-after': '1' } : {}),
    })
    .end(JSON.stringify({ type: `urn:kasbah:problem:${code}`, title, status, code, ...detail }))
}
