import type { IncomingMessage, ServerResponse } from 'node:http'
import { problems } from '../../model/problems.ts'
import { StoreUnavailable } from '../../ports/errors.ts'
import { MOUNT } from '../provider/provider.ts'
import { createBrake } from './begin-limit.ts'
import { withoutEmptySecret } from './empty-secret.ts'
import { isOwnHost, type OwnHost } from './own-host.ts'
import { postAsGet } from './post-as-get.ts'

export interface MountParts extends OwnHost {
  /** The provider of the moment. */
  callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
  failed(error: unknown): void
}

/** RFC 8414 puts the issuer's path after the well-known part; the library serves it before. */
const METADATA = `/.well-known/oauth-authorization-server${MOUNT}`

/** What makes the store remember something for a caller who has proven nothing yet. */
const BEGINNINGS: ReadonlySet<string> = new Set(
  ['/auth', '/device/auth', '/device', '/request'].map(path => MOUNT + path),
)

const under = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`)

/** The door of the identity room: which requests are its own, and how they are handed on. */
export const createMount = (parts: MountParts) => {
  const mayBegin = createBrake(Date.now)
  const unwelcome = (req: IncomingMessage, path: string): Refusal | undefined => {
    if (!isOwnHost(req, parts)) return 'wrong_host'
    return BEGINNINGS.has(path) && !mayBegin(addressOf(req, parts.trustProxy)) ? 'rate_limited' : undefined
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const path = pathOf(req)
    if (path !== METADATA && !under(path, MOUNT)) return false
    const refusal = unwelcome(req, path)
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

/** Empty for an absolute address in the request line: it names a host of its own, and is never ours. */
const pathOf = ({ url = '/' }: IncomingMessage): string =>
  url.startsWith('/') ? (url.split('?', 1)[0] ?? '') : ''

const serve = async (
  parts: MountParts,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> => {
  if (await postAsGet(req, res)) return
  const url = path === METADATA ? `${MOUNT}/.well-known/oauth-authorization-server` : (req.url ?? '/')
  const asked = await withoutEmptySecret(req)
  // The library finds its mount by comparing the two.
  Object.assign(asked, { originalUrl: url, url: url.slice(MOUNT.length) || '/' })
  await parts.callback()(asked, res)
}

/** The address that the nearest proxy saw, where there is one to believe. */
const addressOf = (req: IncomingMessage, trustProxy: boolean): string => {
  const forwarded = trustProxy ? req.headers['x-forwarded-for'] : undefined
  const nearest = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined
  return nearest ?? req.socket.remoteAddress ?? ''
}

type Refusal = 'wrong_host' | 'rate_limited' | 'store_unavailable' | 'internal'

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
