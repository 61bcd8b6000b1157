import type { IncomingMessage, ServerResponse } from 'node:http'
import { problems } from '../../model/problems.ts'
import { withoutEmptySecret } from './empty-secret.ts'
import { postAsGet } from './post-as-get.ts'
import { MOUNT } from './provider.ts'

export interface MountParts {
  readonly publicUrl: URL
  /** Whether `X-Forwarded-Host` of the peer is believed. */
  readonly trustProxy: boolean
  /** The provider of the moment. */
  callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
  login(req: IncomingMessage, res: ServerResponse): Promise<void>
  failed(error: unknown): void
}

/** RFC 8414 puts the issuer's path after the well-known part; the library serves it before. */
const METADATA = `/.well-known/oauth-authorization-server${MOUNT}`

const under = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`)

/** The door of the identity room: which requests are its own, and how they are handed on. */
export const createMount =
  (parts: MountParts) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    const url = req.url ?? '/'
    // An absolute address in the request line names a host of its own: those are never ours.
    if (!url.startsWith('/')) return false
    const path = url.split('?', 1)[0] ?? '/'
    if (path !== METADATA && !under(path, MOUNT) && !under(path, '/login')) return false
    if (hostOf(req, parts.trustProxy) !== parts.publicUrl.host) {
      refuse(res, 'wrong_host', `Use ${parts.publicUrl.origin}.`)
      return true
    }
    try {
      await serve(parts, req, res, path)
    } catch (error) {
      parts.failed(error)
      if (res.headersSent) res.destroy()
      else refuse(res, 'store_unavailable')
    }
    return true
  }

const serve = async (
  parts: MountParts,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> => {
  if (under(path, '/login')) return parts.login(req, res)
  if (await postAsGet(req, res)) return
  const url = path === METADATA ? `${MOUNT}/.well-known/oauth-authorization-server` : (req.url ?? '/')
  const asked = await withoutEmptySecret(req)
  // The library finds its mount by comparing the two.
  Object.assign(asked, { originalUrl: url, url: url.slice(MOUNT.length) || '/' })
  await parts.callback()(asked, res)
}

const hostOf = (req: IncomingMessage, trustProxy: boolean): string | undefined => {
  const forwarded = trustProxy ? req.headers['x-forwarded-host'] : undefined
  const host = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : req.headers.host
  return host?.toLowerCase()
}

const refuse = (res: ServerResponse, code: 'wrong_host' | 'store_unavailable', detail?: string): void => {
  const { status, title } = problems[code]
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  res
    .writeHead(status, status === 503 ? { ...headers, 'retry-after': '1' } : headers)
    .end(
      JSON.stringify({
        type: `urn:kasbah:problem:${code}`,
        title,
        status,
        code,
        ...(detail ? { detail } : {}),
      }),
    )
}
